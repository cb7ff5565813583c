package dev.likeness.ingest.intake;

import dev.likeness.contract.JobId;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Gives a submission the id of its job: from the customer's idempotency value if there is one, else
 * from the record's place in its topic, else by time. Thread safe if its random source is.
 */
final class JobNames {
  private static final int RANDOM_BYTES = 10;

  private final RandomGenerator random;

  JobNames(RandomGenerator random) {
    this.random = random;
  }

  JobId nameOf(Submission submission, Instant now) {
    return givenNameOf(submission)
        .orElseGet(
            () -> {
              var bytes = new byte[RANDOM_BYTES];
              random.nextBytes(bytes);
              return JobId.timeOrdered(now, bytes);
            });
  }

  /** The id that the submission has however often it is made; empty if each is a job of its own. */
  static Optional<JobId> givenNameOf(Submission submission) {
    String clientRequestId = submission.clientRequestId();
    if (clientRequestId != null) {
      return Optional.of(JobId.ofClientRequest(submission.account(), clientRequestId));
    }
    return switch (submission.origin()) {
      case Origin.TopicRecord at ->
          Optional.of(JobId.ofSubmission(at.topic(), at.topicId(), at.partition(), at.offset()));
      case Origin.HttpCall _ -> Optional.empty();
    };
  }
}
