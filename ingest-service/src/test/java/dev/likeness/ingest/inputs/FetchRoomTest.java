package dev.likeness.ingest.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.ingest.inputs.FetchRoom.Entry;
import dev.likeness.ingest.inputs.FetchRoom.Place;
import dev.likeness.ingest.inputs.FetchRoom.Visit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchRoomTest {
  private final FetchRoom room = new FetchRoom(8, 2, Duration.ofMinutes(1));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    threads.close();
  }

  @Test
  void whoWaitsForAHostTakesNoRoomFromOthers() throws Exception {
    in("acme", "slow.example");
    Place second = in("acme", "slow.example");
    Future<Entry> third = waiting("acme", "slow.example");

    Place other = in("acme", "other.example");

    assertThat(third.isDone()).isFalse();
    other.leave(true);
    second.leave(true);
    assertThat(third.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.In.class);
  }

  @Test
  void anAccountThatWantsEverythingKeepsNobodyWaiting() throws Exception {
    List<Future<Entry>> greedy = new ArrayList<>();
    for (int host = 0; host < 20; host++) {
      greedy.add(waiting("greedy", "drips-" + host + ".example"));
    }
    await().until(() -> greedy.stream().filter(Future::isDone).count() == 4);

    in("acme", "photos.example");
    in("acme", "photos.example");

    assertThat(greedy.stream().filter(Future::isDone)).hasSize(4);
  }

  @Test
  void whatAnAccountMeetsAtAHostIsNotTheMatterOfOthers() throws Exception {
    in("acme", "shared.example").leave(false);
    in("acme", "shared.example");
    var probe = in("acme", "shared.example");
    probe.leave(false);
    in("acme", "shared.example");

    in("other", "shared.example");
    in("other", "shared.example");
  }

  @Test
  void aPlaceThatIsFreeGoesToTheAccountWithTheFewest() throws Exception {
    List<Place> taken = new ArrayList<>();
    for (int account = 0; account < 7; account++) {
      taken.add(in("account-" + account, "photos.example"));
    }
    Future<Entry> again = waiting("account-6", "photos.example");
    Future<Entry> newcomer = waiting("newcomer", "photos.example");

    taken.getFirst().leave(true);

    assertThat(newcomer.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.In.class);
    assertThat(again.isDone()).isFalse();
  }

  @Test
  void turnsAwayWhoWaitsForAHostThatIsNotWellButForOne() throws Exception {
    Place first = in("acme", "down.example");
    in("acme", "down.example").leave(false);
    in("acme", "down.example").leave(false);
    Place probe = in("acme", "down.example");
    List<Future<Entry>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(waiting("acme", "down.example"));
    }

    for (Future<Entry> one : waiting) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.TurnedAway.class);
    }
    first.leave(false);
    assertThat(room.enter(visit("acme", "down.example"))).isInstanceOf(Entry.TurnedAway.class);
    probe.leave(true);
    assertThat(room.enter(visit("acme", "down.example"))).isInstanceOf(Entry.In.class);
  }

  @Test
  void turnsAwayWhoHasWaitedForTooLong() throws Exception {
    var impatient = new FetchRoom(8, 1, Duration.ofMillis(50));
    var place = ((Entry.In) impatient.enter(visit("acme", "slow.example"))).place();

    assertThat(impatient.enter(visit("acme", "slow.example"))).isInstanceOf(Entry.TurnedAway.class);

    place.leave(true);
    assertThat(impatient.users("acme", "slow.example")).isZero();
  }

  @Test
  void forgetsAHostThatNobodyAsksFor() throws Exception {
    in("acme", "down.example").leave(false);
    in("acme", "down.example").leave(false);

    assertThat(room.users("acme", "down.example")).isZero();
    assertThat(room.enter(visit("acme", "down.example"))).isInstanceOf(Entry.In.class);
  }

  @Test
  void sendsAwayWhatWaitsForAJobThatHasEnded() throws Exception {
    Place first = in("acme", "slow.example");
    in("acme", "slow.example");
    Future<Entry> ended =
        threads.submit(() -> room.enter(new Visit("ended", "acme", "slow.example")));
    Future<Entry> other = waiting("acme", "slow.example");
    await().until(() -> room.users("acme", "slow.example") == 4);

    room.dismiss("ended");

    assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.Dismissed.class);
    assertThat(other.isDone()).isFalse();
    first.leave(true);
    assertThat(other.get(10, TimeUnit.SECONDS)).isInstanceOf(Entry.In.class);
  }

  @Test
  void givesBackThePlaceOfWhoIsInterrupted() throws Exception {
    Place first = in("acme", "one.example");
    Place second = in("acme", "one.example");
    Future<Entry> waiting = waiting("acme", "one.example");
    await().until(() -> room.users("acme", "one.example") == 3);

    waiting.cancel(true);
    first.leave(true);
    second.leave(true);

    await().until(() -> room.users("acme", "one.example") == 0);
    in("acme", "one.example");
  }

  private Future<Entry> waiting(String account, String host) {
    return threads.submit(() -> room.enter(visit(account, host)));
  }

  private Place in(String account, String host) throws InterruptedException {
    return ((Entry.In) room.enter(visit(account, host))).place();
  }

  private static Visit visit(String account, String host) {
    return new Visit("job", account, host);
  }
}
