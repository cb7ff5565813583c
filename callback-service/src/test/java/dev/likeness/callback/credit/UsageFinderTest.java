package dev.likeness.callback.credit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.query.JobFinder.Scope;
import dev.likeness.callback.query.JobFinder.Waits;
import dev.likeness.callback.state.AccountUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class UsageFinderTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final UsageQuestion QUESTION = new UsageQuestion("acme", DAY, DAY);
  private static final UsageLookup FOUND =
      new UsageLookup.Found(new AccountUsage("acme", 1L, 0L, List.of()));
  private static final UsageLookup NOT_READY = new UsageLookup.NotReady();

  @Test
  void asksThePeerThatHasTheAccount() {
    var finder =
        finder(
            List.of(new UsageLookup.Elsewhere("peer:1")),
            (peer, question) -> {
              assertThat(peer).isEqualTo("peer:1");
              assertThat(question).isEqualTo(QUESTION);
              return FOUND;
            },
            Duration.ofDays(1));

    assertThat(finder.find(QUESTION, Scope.EVERYWHERE)).isEqualTo(FOUND);
  }

  @Test
  void waitsForAStoreThatMoves() {
    var finder =
        finder(
            List.of(NOT_READY, new UsageLookup.Elsewhere("peer:1"), FOUND),
            (_, _) -> NOT_READY,
            Duration.ofDays(1));

    assertThat(finder.find(QUESTION, Scope.EVERYWHERE)).isEqualTo(FOUND);
  }

  @Test
  void aPeersQuestionGoesNoFurther() {
    var finder =
        finder(
            List.of(new UsageLookup.Elsewhere("peer:1")),
            (_, _) -> {
              throw new AssertionError("must not ask");
            },
            Duration.ZERO);

    assertThat(finder.find(QUESTION, Scope.HERE)).isEqualTo(NOT_READY);
  }

  @Test
  void givesUpAfterItsPatienceAndWhenTheServiceStops() {
    assertThat(finder(List.of(), (_, _) -> FOUND, Duration.ZERO).find(QUESTION, Scope.EVERYWHERE))
        .isEqualTo(NOT_READY);
    var stopping = finder(List.of(), (_, _) -> FOUND, Duration.ofDays(1));
    stopping.end();
    assertThat(stopping.find(QUESTION, Scope.EVERYWHERE)).isEqualTo(NOT_READY);
  }

  /**
   * @param answers of this instance, in turn; then it is not ready
   */
  private static UsageFinder finder(
      List<UsageLookup> answers, PeerUsages peers, Duration patience) {
    Queue<UsageLookup> left = new ArrayDeque<>(answers);
    return new UsageFinder(
        _ -> left.isEmpty() ? NOT_READY : left.remove(),
        peers,
        new Waits(patience, Duration.ofMillis(1), Duration.ofSeconds(5)),
        Clock.systemUTC());
  }
}
