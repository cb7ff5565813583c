package dev.likeness.callback.webhook;

import dev.likeness.kit.time.BackoffSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * Decides what an endpoint's answer means. Only 2xx is delivered; a redirect is not followed and is
 * no delivery; 410 says that nobody listens any more and ends the matter; everything else is tried
 * again on the schedule, later if {@code Retry-After} (RFC 9110 section 10.2.3) asks for it, up to
 * a cap. Thread safe.
 */
public final class DeliveryPolicy {
  private static final int GONE = 410;

  private final BackoffSchedule schedule;
  private final Duration longestRetryAfter;
  private final DoubleSupplier random;

  public DeliveryPolicy(
      BackoffSchedule schedule, Duration longestRetryAfter, DoubleSupplier random) {
    this.schedule = schedule;
    this.longestRetryAfter = longestRetryAfter;
    this.random = random;
  }

  /**
   * @param attempt number of the attempt that was answered, 1 for the first
   * @param now when it was over
   */
  public NextStep after(int attempt, EndpointAnswer answer, Instant now) {
    int status = answer.status().orElse(0);
    if (status >= 200 && status < 300) {
      return new NextStep.Delivered();
    }
    if (status == GONE) {
      return new NextStep.GivenUp();
    }
    return schedule
        .delayAfter(attempt, random)
        .<NextStep>map(delay -> new NextStep.RetryAt(now.plus(atLeast(delay, answer, now))))
        .orElseGet(NextStep.GivenUp::new);
  }

  private Duration atLeast(Duration delay, EndpointAnswer answer, Instant now) {
    Duration asked =
        answer.retryAfter().flatMap(value -> RetryAfter.parse(value, now)).orElse(Duration.ZERO);
    Duration capped = asked.compareTo(longestRetryAfter) > 0 ? longestRetryAfter : asked;
    return capped.compareTo(delay) > 0 ? capped : delay;
  }
}
