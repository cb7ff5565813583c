package dev.likeness.callback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.time.BackoffSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final List<Duration> DELAYS =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));

  private final DeliveryPolicy policy =
      new DeliveryPolicy(new BackoffSchedule(DELAYS, 0.1), Duration.ofHours(1), () -> 0.5);

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void everySuccessIsDelivered(int status) {
    assertThat(policy.after(1, EndpointAnswer.of(status), NOW)).isEqualTo(new NextStep.Delivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 301, 302, 307, 400, 401, 404, 408, 409, 425, 429, 500, 502, 503, 504})
  void everythingElseIsTriedAgain(int status) {
    assertThat(policy.after(1, EndpointAnswer.of(status), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(5)));
  }

  @Test
  void goneIsGivenUpAtOnce() {
    assertThat(policy.after(1, EndpointAnswer.of(410), NOW)).isEqualTo(new NextStep.GivenUp());
  }

  @Test
  void noAnswerFollowsTheScheduleToItsEnd() {
    assertThat(policy.after(2, EndpointAnswer.none(), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(30)));
    assertThat(policy.after(3, EndpointAnswer.none(), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(120)));
    assertThat(policy.after(4, EndpointAnswer.none(), NOW)).isEqualTo(new NextStep.GivenUp());
  }

  @Test
  void retryAfterPutsTheNextAttemptOff() {
    assertThat(policy.after(1, asking("60"), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(60)));
    assertThat(policy.after(1, asking("Fri, 20 Nov 2026 10:10:00 GMT"), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(600)));
  }

  @Test
  void retryAfterIsCappedAndNeverHurries() {
    assertThat(policy.after(1, asking("999999"), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(3600)));
    assertThat(policy.after(1, asking("1"), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(5)));
    assertThat(policy.after(1, asking("soon"), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(5)));
    assertThat(policy.after(1, asking("Fri, 20 Nov 2020 10:10:00 GMT"), NOW))
        .isEqualTo(new NextStep.RetryAt(NOW.plusSeconds(5)));
  }

  private static EndpointAnswer asking(String retryAfter) {
    return new EndpointAnswer(OptionalInt.of(503), Optional.of(retryAfter));
  }
}
