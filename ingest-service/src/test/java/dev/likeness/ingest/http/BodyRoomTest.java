package dev.likeness.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.likeness.kit.error.RefusalException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BodyRoomTest {
  private static final int LARGEST = 1_000_000;

  @Test
  void hasRoomAgainWhenABodyIsDone() {
    var room = new BodyRoom(2 * LARGEST, LARGEST, Duration.ofMillis(1));
    try (var _ = room.take("a", LARGEST)) {
      var second = room.take("a", LARGEST);
      assertThatThrownBy(() -> room.take("a", LARGEST)).isInstanceOf(RefusalException.class);
      second.close();

      assertThatCode(() -> room.take("a", LARGEST)).doesNotThrowAnyException();
    }
  }

  @Test
  void waitsForRoom() throws Exception {
    var room = new BodyRoom(LARGEST, LARGEST, Duration.ofDays(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = room.take("a", LARGEST);
      var second = threads.submit(() -> room.take("a", LARGEST));
      assertThat(second.isDone()).isFalse();
      first.close();

      second.get(30, TimeUnit.SECONDS).close();
    }
  }

  @Test
  void smallBodiesDoNotWaitForLargeOnes() {
    var room = new BodyRoom(LARGEST, LARGEST, Duration.ZERO);
    try (var _ = room.take("a", LARGEST)) {
      assertThatCode(() -> room.take("b", 1_000)).doesNotThrowAnyException();
      assertThatThrownBy(() -> room.take("b", 100_000)).isInstanceOf(RefusalException.class);
    }
  }

  @Test
  void oneThatGivesUpLetsThoseBehindItGoOn() throws Exception {
    var room = new BodyRoom(LARGEST, LARGEST, Duration.ofMillis(50));
    try (var _ = room.take("a", LARGEST / 2)) {
      assertThatThrownBy(() -> room.take("b", LARGEST)).isInstanceOf(RefusalException.class);

      assertThatCode(() -> room.take("c", LARGEST / 2)).doesNotThrowAnyException();
    }
  }

  /** A crowd of one account, then one of another: it is second, not last. */
  @Test
  void accountsTakeTurns() throws Exception {
    var room = new BodyRoom(LARGEST, LARGEST, Duration.ofDays(1));
    List<String> order = new CopyOnWriteArrayList<>();
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(
          () -> {
            try (var _ = room.take("crowd", LARGEST)) {
              order.add("crowd");
              Awaitility.await().until(() -> go.getCount() == 0);
            }
          });
      Awaitility.await().until(() -> order.size() == 1);
      var waiting = new CopyOnWriteArrayList<Thread>();
      for (String account : List.of("crowd", "crowd", "crowd", "crowd", "single")) {
        threads.execute(
            () -> {
              waiting.add(Thread.currentThread());
              try (var _ = room.take(account, LARGEST)) {
                order.add(account);
              }
            });
      }
      Awaitility.await()
          .until(() -> waiting.size() == 5 && waiting.stream().allMatch(BodyRoomTest::isWaiting));
      go.countDown();
    }

    assertThat(order.indexOf("single")).isBetween(1, 2);
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }
}
