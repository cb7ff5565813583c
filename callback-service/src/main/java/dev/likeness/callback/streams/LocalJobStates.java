package dev.likeness.callback.streams;

import dev.likeness.callback.query.JobStates;
import dev.likeness.callback.query.Lookup;
import dev.likeness.contract.JobId;
import dev.likeness.kit.kafka.LocalStore;
import dev.likeness.kit.kafka.LocalStore.Reading;
import dev.likeness.schema.v1.JobSnapshot;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the view's store of this instance. Thread safe.
 *
 * <p>A query sees what the view has written and not yet committed. That is fit to be shown: it
 * follows from committed records alone, so if the transaction has to be repeated it gives the same
 * again.
 */
public final class LocalJobStates implements JobStates {
  private static final Logger LOG = LoggerFactory.getLogger(LocalJobStates.class);

  private final KafkaStreams streams;
  private final LocalStore<JobSnapshot> jobs;
  private final HostInfo self;
  private final StoreFreshness freshness;

  /**
   * @param self {@code host:port} of this instance, as given to Kafka Streams
   */
  public LocalJobStates(KafkaStreams streams, String self, StoreFreshness freshness) {
    this.streams = streams;
    this.jobs = new LocalStore<>(streams, ViewTopology.JOBS);
    this.self = HostInfo.buildFromEndpoint(self);
    this.freshness = freshness;
  }

  @Override
  public Lookup find(JobId job) {
    try {
      KeyQueryMetadata owner = ownerOf(job);
      if (owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
        return new Lookup.NotReady();
      }
      if (!owner.activeHost().equals(self)) {
        return new Lookup.Elsewhere(owner.activeHost().host() + ":" + owner.activeHost().port());
      }
      return here(job, owner.partition());
    } catch (StreamsException | IllegalStateException e) {
      LOG.atDebug().addKeyValue("jobId", job).setCause(e).log("store cannot be asked");
      return new Lookup.NotReady();
    }
  }

  /** The partition of a job, wherever it is; empty if that cannot be said now. */
  public OptionalInt partitionOf(JobId job) {
    try {
      KeyQueryMetadata owner = ownerOf(job);
      return owner.equals(KeyQueryMetadata.NOT_AVAILABLE)
          ? OptionalInt.empty()
          : OptionalInt.of(owner.partition());
    } catch (StreamsException | IllegalStateException e) {
      LOG.atDebug().addKeyValue("jobId", job).setCause(e).log("partition is not known");
      return OptionalInt.empty();
    }
  }

  private KeyQueryMetadata ownerOf(JobId job) {
    return streams.queryMetadataForKey(ViewTopology.JOBS, job.value(), new StringSerializer());
  }

  private Lookup here(JobId job, int partition) {
    Lookup first = read(job, partition);
    if (!(first instanceof Lookup.Unknown)) {
      return first;
    }
    return freshness.holdsAllCommands(List.of(partition))
        ? read(job, partition)
        : new Lookup.NotReady();
  }

  private Lookup read(JobId job, int partition) {
    return switch (jobs.read(job.value(), partition)) {
      case Reading.Value<JobSnapshot>(JobSnapshot found) ->
          found.getSubmitted() ? new Lookup.Found(found) : new Lookup.Unknown();
      case Reading.Absent<JobSnapshot>() -> new Lookup.Unknown();
      case Reading.NotHere<JobSnapshot>() -> new Lookup.NotReady();
    };
  }
}
