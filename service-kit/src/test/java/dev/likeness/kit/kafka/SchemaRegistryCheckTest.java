package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.schema.v1.JobEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SchemaRegistryCheckTest {
  private static final byte[] OF_SCHEMA_SEVEN = {0, 0, 0, 0, 7, 1};

  private final AvroSerdes serdes = new AvroSerdes("http://127.0.0.1:1");

  @Test
  void isHealthyUntilSomebodyMeetsTheOutage() {
    var check = new SchemaRegistryCheck(serdes, Instant::now);
    assertThat(check.execute().isHealthy()).isTrue();

    var thrown =
        catchException(
            () -> serdes.deserializer(JobEvent.class).deserialize("job-events", OF_SCHEMA_SEVEN));

    assertThat(thrown).isNotNull();
    assertThat(check.execute().isHealthy()).isFalse();
    assertThat(check.execute().getMessage()).contains("the schema registry does not answer");
  }

  @Test
  void forgetsAnOutageThatNobodyHasMetForAMinute() {
    var thrown =
        catchException(
            () -> serdes.deserializer(JobEvent.class).deserialize("job-events", OF_SCHEMA_SEVEN));

    assertThat(thrown).isNotNull();
    assertThat(
            new SchemaRegistryCheck(serdes, () -> Instant.now().plusSeconds(61))
                .execute()
                .isHealthy())
        .isTrue();
  }
}
