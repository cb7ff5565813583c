package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DollarsTest {
  @ParameterizedTest
  @CsvSource({
    "0, $0.00",
    "120000, $0.12",
    "2900000, $2.90",
    "1000000000, $1000.00",
    "33300, $0.0333",
    "1, $0.000001",
    "-50000, -$0.05"
  })
  void showsAmountsExactly(long micros, String text) {
    assertThat(Dollars.format(micros)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"12, 12000000", "0.05, 50000", "$2.90, 2900000", "0.000001, 1", "-1, -1000000"})
  void readsAmounts(String text, long micros) {
    assertThat(Dollars.parse(text)).isEqualTo(micros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ten", "0.0000001", "1e40", "1,50", "$"})
  void refusesWhatIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dollars.parse(text))
        .withMessageContaining("'" + text + "'");
  }
}
