package dev.likeness.kit.kafka;

import dev.likeness.contract.wire.RegistryUnavailableException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Streams application does about a record that it cannot read: logs and skips it, if the
 * fault is the record's. While the registry does not answer nothing can be said about a record, and
 * skipping would lose it: the serdes of Streams applications wait ({@link
 * dev.likeness.contract.AvroSerdes#waiting}); when that took too long the stream thread ends, and
 * {@link StreamsRuntime} lets another begin at the same record. Thread safe; made by Kafka Streams
 * from its name.
 */
public final class SkipUnreadableRecords implements DeserializationExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SkipUnreadableRecords.class);

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception thrown) {
    if (!isFaultOfTheRecord(thrown)) {
      return Response.fail();
    }
    LOG.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .setCause(thrown)
        .log("record cannot be read, skipped");
    return Response.resume();
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  static boolean isFaultOfTheRecord(Exception thrown) {
    return !(thrown instanceof RegistryUnavailableException);
  }
}
