package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.TakenIn;
import org.jspecify.annotations.Nullable;

/** A record of one job, with its offset in the job's partition of its topic. */
public sealed interface JobRecord {
  record Command(JobCommand command, long offset) implements JobRecord {}

  record Event(JobEvent event, long offset) implements JobRecord {}

  record Attempt(CallbackAttempt attempt, long offset) implements JobRecord {}

  record Inputs(InputsReady inputs, long offset) implements JobRecord {}

  record Deletion(ProfileDeletion deletion, long offset) implements JobRecord {}

  long offset();

  /**
   * Whether the snapshot was made with this record, or with a later one of its topic. Never of a
   * snapshot without offsets: the version that stored it committed it with what it had read.
   */
  default boolean isIn(JobSnapshot job) {
    TakenIn taken = job.getTakenIn();
    return taken != null && offset() <= latest(taken);
  }

  /** What is taken in with this record. */
  default TakenIn addedTo(@Nullable TakenIn before) {
    var taken = before == null ? TakenIn.newBuilder() : TakenIn.newBuilder(before);
    return switch (this) {
      case Command _ -> taken.setCommands(offset()).build();
      case Event _ -> taken.setEvents(offset()).build();
      case Attempt _ -> taken.setAttempts(offset()).build();
      case Inputs _ -> taken.setInputs(offset()).build();
      case Deletion _ -> taken.setDeletions(offset()).build();
    };
  }

  private long latest(TakenIn taken) {
    return switch (this) {
      case Command _ -> taken.getCommands();
      case Event _ -> taken.getEvents();
      case Attempt _ -> taken.getAttempts();
      case Inputs _ -> taken.getInputs();
      case Deletion _ -> taken.getDeletions();
    };
  }
}
