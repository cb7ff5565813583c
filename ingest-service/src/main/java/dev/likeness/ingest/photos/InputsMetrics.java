package dev.likeness.ingest.photos;

import dev.likeness.contract.FailureCode;
import java.time.Duration;

/** What is counted while photos are fetched. Thread safe; never fails, never blocks. */
public interface InputsMetrics {
  /** Counts nothing. */
  InputsMetrics NONE = new InputsMetrics() {};

  /** A job's photos are begun with, so long after the scheduler asked for them. */
  default void begun(Duration waited) {}

  /** A photo was fetched and stored. */
  default void fetched(Duration took, long bytes) {}

  /** A photo was not fetched. */
  default void failed(FailureCode code) {}

  /** A job's photos are to be fetched later, because there was no place or their host is unwell. */
  default void postponed() {}

  /** Everything about a profile was removed. */
  default void profileRemoved() {}

  /** The files of a job were removed. */
  default void jobRemoved() {}

  /** Photos of all accounts have so many bytes. */
  default void counted(long bytes) {}

  /** A record waits because something of ours is down. */
  default void heldBack() {}
}
