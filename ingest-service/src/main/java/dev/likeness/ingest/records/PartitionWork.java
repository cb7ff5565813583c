package dev.likeness.ingest.records;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition from the first that is not done on. For the polling thread; only the
 * numbers of what is at work change on others.
 */
final class PartitionWork {

  /** A record that was taken to work. */
  record Taken(long offset, long sinceNanos, Future<Boolean> done) {}

  private final Deque<Taken> window = new ArrayDeque<>();
  private final AtomicInteger notDone = new AtomicInteger();
  private final AtomicLong bytesNotDone = new AtomicLong();
  private long last = Long.MAX_VALUE;

  /** Whether the record is the first here, or stood before the last one. */
  boolean beginsAnewWith(long offset) {
    boolean anew = offset <= last;
    last = offset;
    return anew;
  }

  /** Counts a record that is about to be taken to work. */
  void begin(int bytes) {
    notDone.incrementAndGet();
    bytesNotDone.addAndGet(bytes);
  }

  /** Counts it as done or dropped. On any thread. */
  void end(int bytes) {
    notDone.decrementAndGet();
    bytesNotDone.addAndGet(-bytes);
  }

  void add(Taken taken) {
    window.add(taken);
  }

  /** Where to read from next time, once records at the begin of the window are done. */
  OptionalLong removeDone() {
    OptionalLong next = OptionalLong.empty();
    // A task that was interrupted has not done its record: whoever reads next takes it.
    while (!window.isEmpty() && window.peek().done().state() == Future.State.SUCCESS) {
      next = OptionalLong.of(window.remove().offset() + 1);
    }
    return next;
  }

  /** The first record that is not done, as of the last {@link #removeDone}. */
  @Nullable Taken first() {
    return window.peek();
  }

  int notDone() {
    return notDone.get();
  }

  long bytesNotDone() {
    return bytesNotDone.get();
  }

  int window() {
    return window.size();
  }

  void cancel() {
    window.forEach(taken -> taken.done().cancel(true));
    window.clear();
  }
}
