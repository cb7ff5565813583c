package dev.likeness.worker.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a consumer in bounded time, also on a thread that was interrupted. */
record OwnedConsumer(ShareConsumer<String, byte[]> consumer) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedConsumer.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Override
  public void close() {
    // An interrupted consumer would not tell the broker, which then keeps its records leased.
    boolean interrupted = Thread.interrupted();
    try {
      consumer.close(LIMIT);
    } catch (KafkaException e) {
      LOG.atWarn().setCause(e).log("consumer did not close cleanly");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
