package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.DeadLetter;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Instant;

/** Makes the records that the scheduler publishes about one job at one instant. */
record JobRecords(Job job, Instant now) {

  /**
   * @param event one of the types of the union in {@code JobEvent}
   */
  Effect announce(Object event) {
    return new Effect.Announce(
        JobEvent.newBuilder()
            .setJobId(job.request().id().value())
            .setAccount(job.request().account())
            .setAt(now)
            .setEvent(event)
            .build());
  }

  Effect handOut(Attempt attempt) {
    return new Effect.HandOut(
        JobAttempt.newBuilder()
            .setJobId(job.request().id().value())
            .setAccount(job.request().account())
            .setAttemptId(attempt.id())
            .setAttemptNumber(attempt.number())
            .setSpec(job.request().submit().getSpec())
            .setReleasedAt(attempt.releasedAt())
            .setDeadline(job.deadline())
            .build());
  }

  /** Has the photos fetched. */
  Effect fetch(int number) {
    var submit = job.request().submit();
    return new Effect.Fetch(
        InputsDue.newBuilder()
            .setJobId(job.request().id().value())
            .setAccount(job.request().account())
            .setOperation(submit.getSpec().getOperation())
            .setSources(submit.getSources())
            .setAttemptNumber(number)
            .setDeadline(job.deadline())
            .build());
  }

  /** Tells the workers that nobody waits for {@code attempt} any more. */
  Effect stop(Attempt attempt, String reason) {
    return stop(attempt.id(), reason, false);
  }

  /** As {@link #stop}, and tells the workers that they should have taken the attempt. */
  Effect stopUntaken(Attempt attempt, String reason) {
    return stop(attempt.id(), reason, true);
  }

  /** Tells the role inputs that nobody waits for the photos: there is no attempt to name. */
  Effect stopFetching(String reason) {
    return stop("", reason, false);
  }

  private Effect stop(String attemptId, String reason, boolean untaken) {
    return new Effect.Stop(
        CancelAttempt.newBuilder()
            .setJobId(job.request().id().value())
            .setAttemptId(attemptId)
            .setReason(reason)
            .setAt(now)
            .setUntaken(untaken)
            .build());
  }

  Effect reserve() {
    return book(entry(LedgerEntryKind.RESERVE).setAmountMicros(reservedMicros()));
  }

  Effect settle(Charge charge) {
    return book(
        entry(LedgerEntryKind.SETTLE)
            .setAmountMicros(charge.micros())
            .setReleasedMicros(reservedMicros())
            .setImages(charge.images())
            .setIdentityImages(charge.identityImages()));
  }

  Effect refund() {
    return book(
        entry(LedgerEntryKind.REFUND)
            .setAmountMicros(reservedMicros())
            .setReleasedMicros(reservedMicros()));
  }

  Effect giveUp(int attempts, Failure failure) {
    return new Effect.GiveUp(
        DeadLetter.newBuilder()
            .setJobId(job.request().id().value())
            .setAccount(job.request().account())
            .setSpec(job.request().submit().getSpec())
            .setAttempts(attempts)
            .setFailure(failure)
            .setAt(now)
            .build());
  }

  private long reservedMicros() {
    return job.request().submit().getPrice().getReservedMicros();
  }

  private LedgerEntry.Builder entry(LedgerEntryKind kind) {
    String jobId = job.request().id().value();
    String entry = jobId + "/" + kind;
    return LedgerEntry.newBuilder()
        .setAccount(job.request().account())
        .setEntryId(job.round() == 1 ? entry : entry + "/" + job.round())
        .setJobId(jobId)
        .setKind(kind)
        .setOperation(job.request().submit().getSpec().getOperation())
        .setAt(now);
  }

  private static Effect book(LedgerEntry.Builder entry) {
    return new Effect.Book(entry.build());
  }
}
