package dev.likeness.callback.webhook;

import dev.likeness.kit.time.BackoffSchedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * Decides what an endpoint's answer means. Only 2xx is delivered; a redirect is not followed and is
 * no delivery; 410 says that nobody listens any more and ends the matter; everything else is tried
 * again on the schedule, later if {@code Retry-After} (RFC 9110 section 10.2.3) asks for it, up to
 * a cap. Thread safe.
 */
public final class DeliveryPolicy {
  private static final int GONE = 410;
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

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
    Duration asked = answer.retryAfter().flatMap(value -> parsed(value, now)).orElse(Duration.ZERO);
    Duration capped = asked.compareTo(longestRetryAfter) > 0 ? longestRetryAfter : asked;
    return capped.compareTo(delay) > 0 ? capped : delay;
  }

  private static Optional<Duration> parsed(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(Duration.between(now, date.toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty(); // a header that nobody can read asks for nothing
    }
  }
}
