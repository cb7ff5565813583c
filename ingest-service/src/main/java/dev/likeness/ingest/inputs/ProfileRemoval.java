package dev.likeness.ingest.inputs;

import dev.likeness.contract.JobId;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.records.RecordLoop;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.schema.v1.ProfileDeletion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes every blob of a profile that was deleted, and its picture, which its training delivered:
 * at once, and once more when a worker, or a fetch, that had begun before cannot write there any
 * more. A record is done after the second time, so a restart in between forgets nothing. Thread
 * safe.
 */
final class ProfileRemoval implements RecordLoop.Work {
  private static final Logger LOG = LoggerFactory.getLogger(ProfileRemoval.class);

  private final RecordReader<ProfileDeletion> reader;
  private final BlobStore blobs;
  private final Duration again;
  private final InstantSource clock;
  private final InputsMetrics metrics;

  /**
   * @param again from the deletion to the second removal
   */
  ProfileRemoval(
      RecordReader<ProfileDeletion> reader,
      BlobStore blobs,
      Duration again,
      InstantSource clock,
      InputsMetrics metrics) {
    this.reader = reader;
    this.blobs = blobs;
    this.again = again;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public boolean take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      var deletion = reader.read(record);
      if (deletion.isPresent()) {
        remove(deletion.get());
      }
      return true;
    } catch (BlobStoreException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("the blobs of a profile are not removed yet");
      return false;
    }
  }

  private void remove(ProfileDeletion deletion) throws InterruptedException {
    List<String> everything;
    try {
      everything =
          List.of(
              BlobKeys.profile(deletion.getAccount(), deletion.getProfileId()),
              BlobKeys.artifacts(new JobId(deletion.getProfileId()).value()));
    } catch (IllegalArgumentException e) {
      LOG.atWarn().setCause(e).log("skipped a deletion that names no profile");
      return;
    }
    everything.forEach(blobs::deleteAllUnder);
    metrics.profileRemoved();
    Duration wait = Duration.between(clock.instant(), deletion.getAt().plus(again));
    if (wait.isPositive()) {
      Thread.sleep(wait);
      everything.forEach(blobs::deleteAllUnder);
    }
  }
}
