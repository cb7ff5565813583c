package dev.likeness.ingest.streams;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Attempt;
import dev.likeness.ingest.scheduler.Ending;
import dev.likeness.ingest.scheduler.Fetch;
import dev.likeness.ingest.scheduler.Job;
import dev.likeness.ingest.scheduler.JobRequest;
import dev.likeness.ingest.scheduler.JobState;
import dev.likeness.ingest.scheduler.Place;
import dev.likeness.ingest.state.v1.StoredAttempt;
import dev.likeness.ingest.state.v1.StoredDeadLettered;
import dev.likeness.ingest.state.v1.StoredEnded;
import dev.likeness.ingest.state.v1.StoredEnding;
import dev.likeness.ingest.state.v1.StoredFetch;
import dev.likeness.ingest.state.v1.StoredHeld;
import dev.likeness.ingest.state.v1.StoredJob;
import dev.likeness.ingest.state.v1.StoredReleased;
import dev.likeness.ingest.state.v1.StoredRunning;
import dev.likeness.ingest.state.v1.StoredWaitingForRetry;
import dev.likeness.ingest.state.v1.StoredWork;
import dev.likeness.schema.v1.Submit;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Stores a {@link JobState} as the Avro record {@link StoredJob}, in the wire format, so that a
 * later version can read what an earlier one wrote. Thread safe.
 */
final class JobStateSerde implements Serde<JobState> {
  /** Names the subject of the request inside the state. */
  private static final String SUBMISSIONS = "likeness-scheduler-submissions";

  private final Serializer<SpecificRecord> writer;
  private final Deserializer<StoredJob> jobs;
  private final Deserializer<Submit> submissions;

  JobStateSerde(AvroSerdes serdes) {
    this.writer = serdes.serializer();
    this.jobs = serdes.deserializer(StoredJob.class);
    this.submissions = serdes.deserializer(Submit.class);
  }

  @Override
  public Serializer<JobState> serializer() {
    return this::write;
  }

  @Override
  public Deserializer<JobState> deserializer() {
    return this::read;
  }

  private byte @Nullable [] write(String topic, @Nullable JobState state) {
    return state == null ? null : writer.serialize(topic, new StoredJob(stored(state)));
  }

  private @Nullable JobState read(String topic, byte @Nullable [] bytes) {
    return bytes == null ? null : state(jobs.deserialize(topic, bytes).getState());
  }

  private Object stored(JobState state) {
    return switch (state) {
      case JobState.AwaitingInputs(var job, var fetch, var dueAt) ->
          new StoredWaitingForRetry(stored(job), 0, dueAt, stored(fetch));
      case JobState.Held(var job, var attempts) -> new StoredHeld(stored(job), attempts);
      case JobState.Released(var job, var attempt, var checkAt) ->
          new StoredReleased(stored(job), stored(attempt), checkAt);
      case JobState.Running(var job, var attempt, var silentAt) ->
          new StoredRunning(stored(job), stored(attempt), silentAt);
      case JobState.WaitingForRetry(var job, var attempts, var dueAt) ->
          new StoredWaitingForRetry(stored(job), attempts, dueAt, null);
      case JobState.DeadLettered(var job, var forgetAt) ->
          new StoredDeadLettered(stored(job), forgetAt);
      case JobState.Ended ended ->
          new StoredEnded(
              ended.id().value(),
              ended.account(),
              ended.fingerprint(),
              ended.createdAt(),
              StoredEnding.valueOf(ended.ending().name()),
              ended.forgetAt());
    };
  }

  private JobState state(Object stored) {
    return switch (stored) {
      case StoredHeld held -> new JobState.Held(job(held.getWork()), held.getAttempts());
      case StoredReleased released ->
          new JobState.Released(
              job(released.getWork()), attempt(released.getAttempt()), released.getStartBy());
      case StoredRunning running ->
          new JobState.Running(
              job(running.getWork()), attempt(running.getAttempt()), running.getSilentAt());
      case StoredWaitingForRetry waiting -> waiting(waiting);
      case StoredDeadLettered dead ->
          new JobState.DeadLettered(job(dead.getWork()), dead.getForgetAt());
      case StoredEnded ended ->
          new JobState.Ended(
              new JobId(ended.getJobId()),
              ended.getAccount(),
              ended.getFingerprint(),
              ended.getCreatedAt(),
              Ending.valueOf(ended.getEnding().name()),
              ended.getForgetAt());
      default -> throw new SerializationException("not a state of a job: " + stored.getClass());
    };
  }

  private JobState waiting(StoredWaitingForRetry stored) {
    Job job = job(stored.getWork());
    StoredFetch fetch = stored.getFetch();
    return fetch == null
        ? new JobState.WaitingForRetry(job, stored.getAttempts(), stored.getDueAt())
        : new JobState.AwaitingInputs(job, fetch(fetch), stored.getDueAt());
  }

  private static StoredFetch stored(Fetch fetch) {
    return new StoredFetch(
        fetch.number(),
        fetch.stage() == Fetch.Stage.RESTING,
        fetch.stage() == Fetch.Stage.WANTED,
        fetch.postponed());
  }

  private static Fetch fetch(StoredFetch stored) {
    Fetch.Stage stage =
        stored.getWanted()
            ? Fetch.Stage.WANTED
            : stored.getFailed() ? Fetch.Stage.RESTING : Fetch.Stage.ASKED;
    return new Fetch(stored.getNumber(), stage, stored.getPostponed());
  }

  private StoredWork stored(Job job) {
    var request = job.request();
    byte[] submit = writer.serialize(SUBMISSIONS, request.submit());
    return new StoredWork(
        request.id().value(),
        request.account(),
        request.createdAt(),
        ByteBuffer.wrap(Objects.requireNonNull(submit)),
        job.round(),
        job.deadline(),
        job.place().sequence(),
        job.ticket());
  }

  private Job job(StoredWork work) {
    var bytes = new byte[work.getSubmit().remaining()];
    work.getSubmit().duplicate().get(bytes);
    Submit submit = submissions.deserialize(SUBMISSIONS, bytes);
    return new Job(
        new JobRequest(new JobId(work.getJobId()), work.getAccount(), work.getCreatedAt(), submit),
        work.getRound(),
        work.getDeadline(),
        new Place(submit.getLane(), work.getAccount(), work.getSequence()),
        work.getTicket());
  }

  private static StoredAttempt stored(Attempt attempt) {
    return new StoredAttempt(attempt.id(), attempt.number(), attempt.releasedAt());
  }

  private static Attempt attempt(StoredAttempt stored) {
    return new Attempt(stored.getId(), stored.getNumber(), stored.getReleasedAt());
  }
}
