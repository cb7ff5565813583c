package dev.likeness.ingest.inputs;

import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.records.RecordLoop;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.schema.v1.JobFiles;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.RemovalDue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes blobs that records ask to have removed. Thread safe.
 *
 * <ul>
 *   <li>Of jobs: what the view says is needed no longer.
 *   <li>Of a deleted profile: every blob, and its picture, which its training delivered; at once,
 *       and once more when a worker, or a fetch, that had begun before cannot write there any more.
 *       The record is done after the second time, so a restart in between forgets nothing.
 * </ul>
 */
final class BlobRemoval implements RecordLoop.Work {
  private static final Logger LOG = LoggerFactory.getLogger(BlobRemoval.class);

  private final RecordReader<ProfileDeletion> deletions;
  private final RecordReader<RemovalDue> removals;
  private final BlobStore blobs;
  private final Duration again;
  private final InstantSource clock;
  private final InputsMetrics metrics;

  /**
   * @param again from the deletion of a profile to the second removal
   */
  BlobRemoval(
      Deserializer<ProfileDeletion> deletions,
      Deserializer<RemovalDue> removals,
      BlobStore blobs,
      Duration again,
      InstantSource clock,
      InputsMetrics metrics) {
    this.deletions = new RecordReader<>(deletions);
    this.removals = new RecordReader<>(removals);
    this.blobs = blobs;
    this.again = again;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      if (record.topic().equals(Topics.REMOVALS_DUE.name())) {
        removals.read(record).ifPresent(due -> due.getJobs().forEach(this::remove));
      } else {
        var deletion = deletions.read(record);
        if (deletion.isPresent()) {
          remove(deletion.get());
        }
      }
      return true;
    } catch (BlobStoreException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("blobs are not removed yet");
      return false;
    }
  }

  /** What is to be removed is never given up: it is tried until it is done, and health tells. */
  @Override
  public boolean giveUp(ConsumerRecord<byte[], byte[]> record, Throwable thrown)
      throws InterruptedException {
    return take(record);
  }

  private void remove(JobFiles job) {
    boolean trains = job.getOperation() == Operation.TRAIN;
    remove(folders(job.getAccount(), job.getJobId(), trains), job.getStoredBefore());
    metrics.jobRemoved();
  }

  private void remove(ProfileDeletion deletion) throws InterruptedException {
    List<String> everything = folders(deletion.getAccount(), deletion.getProfileId(), true);
    remove(everything, Instant.MAX);
    metrics.profileRemoved();
    Duration wait = Duration.between(clock.instant(), deletion.getAt().plus(again));
    if (wait.isPositive()) {
      Thread.sleep(wait);
      remove(everything, Instant.MAX);
    }
  }

  private void remove(List<String> folders, Instant storedBefore) {
    folders.forEach(folder -> blobs.deleteAllUnder(folder, storedBefore));
  }

  private static List<String> folders(String account, String jobId, boolean trains) {
    try {
      return BlobKeys.ofJob(account, new JobId(jobId).value(), trains);
    } catch (IllegalArgumentException e) {
      LOG.atWarn().setCause(e).log("skipped a removal that names no job");
      return List.of();
    }
  }
}
