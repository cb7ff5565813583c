package dev.likeness.callback.testing;

import dev.likeness.callback.webhook.AttemptLog;
import dev.likeness.callback.webhook.WebhookException;
import dev.likeness.schema.v1.CallbackAttempt;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps attempts in memory. Thread safe. */
public final class RecordingAttemptLog implements AttemptLog {
  private final List<CallbackAttempt> attempts = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  /** Lets the next records fail. */
  public void failNext(int records) {
    failures.set(records);
  }

  public List<CallbackAttempt> attempts() {
    return List.copyOf(attempts);
  }

  @Override
  public void record(CallbackAttempt attempt) {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new WebhookException("told to fail", new IOException("no broker"));
    }
    attempts.add(attempt);
  }
}
