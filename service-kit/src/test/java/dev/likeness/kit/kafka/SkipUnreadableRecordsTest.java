package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.schema.v1.JobEvent;
import org.junit.jupiter.api.Test;

class SkipUnreadableRecordsTest {
  private static final byte[] OF_SCHEMA_SEVEN = {0, 0, 0, 0, 7, 1};
  private static final byte[] NO_WIRE_FORMAT = {'{', '}', 0, 0, 0, 0};

  @Test
  void aSilentRegistryIsNoFaultOfTheRecord() {
    var reader = new AvroSerdes("http://127.0.0.1:1").deserializer(JobEvent.class);

    var thrown = catchException(() -> reader.deserialize("job-events", OF_SCHEMA_SEVEN));

    assertThat(thrown).isNotNull();
    assertThat(SkipUnreadableRecords.isFaultOfTheRecord(thrown)).isFalse();
  }

  @Test
  void bytesThatAreNoRecordAreTheRecordsFault() {
    var reader = new AvroSerdes("mock://skip-unreadable").deserializer(JobEvent.class);

    var noFormat = catchException(() -> reader.deserialize("job-events", NO_WIRE_FORMAT));
    var noSchema = catchException(() -> reader.deserialize("job-events", OF_SCHEMA_SEVEN));

    assertThat(SkipUnreadableRecords.isFaultOfTheRecord(noFormat)).isTrue();
    assertThat(SkipUnreadableRecords.isFaultOfTheRecord(noSchema)).isTrue();
  }
}
