package dev.likeness.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryFaultTest {
  @ParameterizedTest
  @CsvSource({"404, 40401", "404, 40402", "404, 40403"})
  void aSchemaThatIsNotThereIsTheRecordsFault(int status, int code) {
    assertThat(RegistryFault.of(status, code)).isEqualTo(RegistryFault.OF_THE_RECORD);
  }

  @ParameterizedTest
  @CsvSource({
    "301, 0",
    "400, 0",
    "401, 40101",
    "403, 40301",
    "404, 0",
    "404, 50005",
    "405, 0",
    "407, 0",
    "409, 409",
    "410, 0",
    "422, 42201"
  })
  void aRegistryThatDoesNotLetUsInIsNoFaultOfTheRecord(int status, int code) {
    assertThat(RegistryFault.of(status, code)).isEqualTo(RegistryFault.OURS);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 599})
  void aRegistryThatIsBusyOrBrokenPasses(int status) {
    assertThat(RegistryFault.of(status, 0)).isEqualTo(RegistryFault.PASSING);
  }
}
