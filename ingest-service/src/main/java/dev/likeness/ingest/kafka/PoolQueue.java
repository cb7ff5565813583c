package dev.likeness.ingest.kafka;

import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.schema.v1.JobAttempt;
import io.dropwizard.lifecycle.Managed;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue from which the workers of a pool lease attempts. Attempts are dealt to all partitions
 * in turn, whatever their job: a share group gives each worker a fixed part of the partitions and
 * steals no work.
 *
 * <p>They are sent outside of the scheduler's transaction, because a commit marker behind each
 * record makes a slot wait for its whole poll (infra/adr/0040). So an attempt may be leased before
 * the scheduler has committed that it released it, and after a crash it may have released another
 * instead: then what is reported of the first changes nothing. Thread safe.
 */
public final class PoolQueue implements Consumer<JobAttempt>, Managed {
  private static final Logger LOG = LoggerFactory.getLogger(PoolQueue.class);

  private final Producer<String, SpecificRecord> producer;
  private final String topic;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * @param pool of workers
   */
  public PoolQueue(KafkaClients clients, String pool) {
    this.producer = clients.lastingProducer("pool-queue");
    this.topic = Topics.ready(pool).name();
  }

  /**
   * Sends it, and keeps it until the broker has it.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker has taken none for so long that
   *     there is no room for another
   */
  @Override
  public void accept(JobAttempt attempt) {
    int partitions = producer.partitionsFor(topic).size();
    int partition = Math.floorMod(next.getAndIncrement(), partitions);
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, attempt.getJobId(), attempt),
            (_, refusal) -> {
              if (refusal != null) {
                // Found again as an attempt that nobody takes: infra/adr/0022.
                LOG.atError()
                    .addKeyValue("jobId", attempt.getJobId())
                    .addKeyValue("attemptId", attempt.getAttemptId())
                    .setCause(refusal)
                    .log("the broker refused an attempt");
              }
            });
  }

  /** Waits, a while, until the broker has all of them. */
  @Override
  public void stop() {
    producer.close();
  }
}
