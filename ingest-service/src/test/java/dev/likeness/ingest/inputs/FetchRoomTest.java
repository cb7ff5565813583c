package dev.likeness.ingest.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.ingest.inputs.FetchRoom.Entry;
import dev.likeness.ingest.inputs.FetchRoom.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchRoomTest {
  private final FetchRoom room = new FetchRoom(3, 2);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    threads.close();
  }

  @Test
  void whoWaitsForAHostTakesNoRoomFromOthers() throws Exception {
    in("slow.example");
    Place second = in("slow.example");
    Future<Entry> third = threads.submit(() -> room.enter("slow.example"));

    Place other = in("other.example");

    assertThat(third.isDone()).isFalse();
    other.leave(true);
    second.leave(true);
    assertThat(third.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.In.class);
  }

  @Test
  void letsInSoManyAtATime() throws Exception {
    Place first = in("one.example");
    in("two.example");
    in("three.example");
    Future<Entry> fourth = threads.submit(() -> room.enter("four.example"));

    first.leave(true);

    assertThat(fourth.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.In.class);
  }

  @Test
  void turnsAwayWhoWaitsForAHostThatIsNotWellButForOne() throws Exception {
    Place first = in("down.example");
    in("down.example").leave(false);
    in("down.example").leave(false);
    Place probe = in("down.example");
    List<Future<Entry>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(threads.submit(() -> room.enter("down.example")));
    }
    await().until(() -> room.users("down.example") == 7);

    first.leave(false);

    for (Future<Entry> one : waiting) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.TurnedAway.class);
    }
    assertThat(room.enter("down.example")).isInstanceOf(Entry.TurnedAway.class);
    probe.leave(true);
    assertThat(room.enter("down.example")).isInstanceOf(Entry.In.class);
  }

  @Test
  void forgetsAHostThatNobodyAsksFor() throws Exception {
    in("down.example").leave(false);
    in("down.example").leave(false);

    assertThat(room.users("down.example")).isZero();
    assertThat(room.enter("down.example")).isInstanceOf(Entry.In.class);
  }

  @Test
  void givesBackThePlaceOfWhoIsInterrupted() throws Exception {
    Place first = in("one.example");
    in("two.example");
    in("three.example");
    Future<Entry> waiting = threads.submit(() -> room.enter("one.example"));
    await().until(() -> room.users("one.example") == 2);

    waiting.cancel(true);
    first.leave(true);

    await().until(() -> room.users("one.example") == 0);
    in("one.example");
  }

  private Place in(String host) throws InterruptedException {
    return ((Entry.In) room.enter(host)).place();
  }
}
