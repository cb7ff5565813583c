package dev.likeness.callback.lifecycle;

/** Why a record changed nothing although one would expect it to. */
public enum StateAnomaly {
  /** A cancel or redrive of a job that nobody submitted, or that retention has removed. */
  COMMAND_FOR_UNKNOWN_JOB,
  /** A job that ended was ended again: the first end stands. */
  SECOND_END,
  /** An event of a job that ended before. */
  EVENT_AFTER_END,
  /** A sign of life of an attempt that is over: a worker that has lost its lease. */
  EVENT_AFTER_ATTEMPT,
  /** A profile of one account was to be deleted in the name of another. */
  FOREIGN_DELETION
}
