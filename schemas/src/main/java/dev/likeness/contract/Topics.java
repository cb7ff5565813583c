package dev.likeness.contract;

import dev.likeness.contract.Topic.Retention;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.DeadLetter;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.QueueStatus;
import dev.likeness.schema.v1.RemovalDue;
import dev.likeness.schema.v1.WebhookSecretState;
import dev.likeness.schema.v1.WorkerStatus;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every topic of Likeness. Topics that are keyed by job id have the same number of partitions, so
 * that one instance owns a job's commands, events and callbacks together.
 */
public final class Topics {
  public static final Topic<JobCommand> JOB_COMMANDS =
      new Topic<>("job-commands", JobCommand.class, Retention.WEEK);
  public static final Topic<JobEvent> JOB_EVENTS =
      new Topic<>("job-events", JobEvent.class, Retention.WEEK);

  /** What workers report about the attempts that the scheduler released: its input. */
  public static final Topic<JobEvent> ATTEMPT_REPORTS =
      new Topic<>("attempt-reports", JobEvent.class, Retention.WEEK);

  public static final Topic<CallbackDue> CALLBACKS_DUE =
      new Topic<>("callbacks-due", CallbackDue.class, Retention.WEEK);
  public static final Topic<CallbackAttempt> CALLBACK_ATTEMPTS =
      new Topic<>("callback-attempts", CallbackAttempt.class, Retention.WEEK);
  public static final Topic<DeadLetter> DEAD_LETTERS =
      new Topic<>("dead-letters", DeadLetter.class, Retention.FOREVER);
  public static final Topic<LedgerEntry> LEDGER =
      new Topic<>("ledger", LedgerEntry.class, Retention.FOREVER);

  /** Photos to fetch before a job can be queued, and what came of it. */
  public static final Topic<InputsDue> INPUTS_DUE =
      new Topic<>("inputs-due", InputsDue.class, Retention.WEEK);

  public static final Topic<InputsReady> INPUTS_READY =
      new Topic<>("inputs-ready", InputsReady.class, Retention.WEEK);
  public static final Topic<CancelAttempt> JOB_CONTROL =
      new Topic<>("job-control", CancelAttempt.class, Retention.WEEK);
  public static final Topic<WorkerStatus> WORKER_STATUS =
      new Topic<>("worker-status", WorkerStatus.class, Retention.COMPACTED);
  public static final Topic<QueueStatus> QUEUE_STATUS =
      new Topic<>("queue-status", QueueStatus.class, Retention.COMPACTED);
  public static final Topic<AccountBalance> BALANCES =
      new Topic<>("balances", AccountBalance.class, Retention.COMPACTED);
  public static final Topic<AccountRecord> ACCOUNTS =
      new Topic<>("accounts", AccountRecord.class, Retention.COMPACTED);
  public static final Topic<WebhookSecretState> WEBHOOK_SECRETS =
      new Topic<>("webhook-secrets", WebhookSecretState.class, Retention.COMPACTED);
  public static final Topic<Profile> PROFILES =
      new Topic<>("profiles", Profile.class, Retention.COMPACTED);
  public static final Topic<ProfileDeletion> PROFILE_DELETIONS =
      new Topic<>("profile-deletions", ProfileDeletion.class, Retention.WEEK);

  /** Files of jobs that are to be deleted. */
  public static final Topic<RemovalDue> REMOVALS_DUE =
      new Topic<>("removals-due", RemovalDue.class, Retention.WEEK);

  /**
   * Refused submissions: the original bytes, with the reason in headers {@code code} and {@code
   * detail}.
   */
  public static final String REJECTED_SUBMISSIONS = "job-submissions.rejected";

  private static final String SUBMISSIONS_PREFIX = "job-submissions.";
  private static final String ACCOUNT = "[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?";
  private static final Pattern SUBMISSIONS =
      Pattern.compile("job-submissions\\.(?!rejected$)(" + ACCOUNT + ")");

  private Topics() {}

  /** Where the batch producers of {@code account} publish. */
  public static Topic<JobSubmission> submissions(String account) {
    return new Topic<>(SUBMISSIONS_PREFIX + account, JobSubmission.class, Retention.WEEK);
  }

  /**
   * Matches every topic that {@link #submissions} can name, and not the one of refused submissions.
   */
  public static Pattern everySubmissionsTopic() {
    return SUBMISSIONS;
  }

  /** The account whose submissions {@code topic} carries; empty for any other topic. */
  public static Optional<String> accountOfSubmissions(String topic) {
    var match = SUBMISSIONS.matcher(topic);
    return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
  }

  /** The short queue of attempts released to the workers of {@code pool}. */
  public static Topic<JobAttempt> ready(String pool) {
    return new Topic<>("jobs-ready." + pool, JobAttempt.class, Retention.WEEK);
  }

  /** Topics with as many partitions as each other and job id as key. */
  public static List<Topic<?>> keyedByJob() {
    return List.of(
        JOB_COMMANDS,
        JOB_EVENTS,
        ATTEMPT_REPORTS,
        CALLBACKS_DUE,
        CALLBACK_ATTEMPTS,
        DEAD_LETTERS,
        INPUTS_DUE,
        INPUTS_READY,
        JOB_CONTROL,
        PROFILES,
        PROFILE_DELETIONS);
  }

  /** Topics with other keys than job ids. */
  public static List<Topic<?>> keyedOtherwise() {
    return List.of(
        LEDGER, BALANCES, ACCOUNTS, WEBHOOK_SECRETS, WORKER_STATUS, QUEUE_STATUS, REMOVALS_DUE);
  }
}
