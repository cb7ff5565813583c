package dev.likeness.ingest.streams;

import static dev.likeness.ingest.streams.StoredBacklog.Kind.HELD;
import static dev.likeness.ingest.streams.StoredBacklog.Kind.UNFETCHED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.ingest.scheduler.Backlog.Waiting;
import dev.likeness.ingest.scheduler.Jobs;
import dev.likeness.ingest.scheduler.Place;
import dev.likeness.ingest.scheduler.Timers.Timer;
import dev.likeness.schema.v1.Lane;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** The stores whose keys are made so that their order means something. */
class StoredOrderTest {
  private final KeyValueStore<Bytes, byte[]> store = open();

  @Test
  void findsTimersThatAreDueEarliestFirst() {
    var timers = new StoredTimers(store);
    var late = new Timer(Jobs.NOON.plusMillis(1), Jobs.id(1));
    var due = new Timer(Jobs.NOON, Jobs.id(2));
    var overdue = new Timer(Jobs.NOON.minusSeconds(400), Jobs.id(3));
    timers.set(late);
    timers.set(due);
    timers.set(overdue);

    assertThat(timers.due(Jobs.NOON, 10)).containsExactly(overdue, due);
    assertThat(timers.due(Jobs.NOON, 1)).containsExactly(overdue);
    timers.clear(due);
    assertThat(timers.due(Jobs.NOON.plusMillis(1), 10)).containsExactly(overdue, late);
  }

  @Test
  void findsATimerThatIsSetForThePast() {
    var timers = new StoredTimers(store);
    assertThat(timers.due(Jobs.NOON, 10)).isEmpty();
    assertThat(timers.due(Jobs.NOON.minusSeconds(1), 10)).isEmpty();
    var overdue = new Timer(Jobs.NOON.minusSeconds(400), Jobs.id(3));

    timers.set(overdue);

    assertThat(timers.due(Jobs.NOON, 10)).containsExactly(overdue);
    timers.clear(overdue);
    assertThat(timers.due(Jobs.NOON, 10)).isEmpty();
  }

  @Test
  void findsTheNextJobOfAnAccountWhenTheFirstIsTaken() {
    var backlog = new StoredBacklog(store, HELD);
    var first = waiting(Lane.BATCH, "acme", 1, 1);
    var second = waiting(Lane.BATCH, "acme", 2, 2);
    var third = waiting(Lane.BATCH, "acme", 3, 3);
    backlog.add(second);
    backlog.add(third);
    backlog.add(first); // a retry comes back to its place

    backlog.remove(second.place());
    assertThat(backlog.heads(Lane.BATCH)).containsExactly(first);
    backlog.remove(first.place());
    assertThat(backlog.heads(Lane.BATCH)).containsExactly(third);
    backlog.remove(third.place());
    assertThat(backlog.heads(Lane.BATCH)).isEmpty();
  }

  @Test
  void findsTheOldestJobOfEachAccountInALane() {
    var backlog = new StoredBacklog(store, HELD);
    var first = waiting(Lane.STANDARD, "acme", 3, 1);
    var ofLongerName = waiting(Lane.STANDARD, "acme-2", 1, 2);
    var ofOther = waiting(Lane.STANDARD, "zeta", Long.MAX_VALUE, 3);
    backlog.add(waiting(Lane.STANDARD, "acme", 300, 4));
    backlog.add(first);
    backlog.add(ofOther);
    backlog.add(ofLongerName);
    backlog.add(waiting(Lane.BATCH, "acme", 0, 5));
    backlog.add(waiting(Lane.INTERACTIVE, "zeta", 0, 6));

    assertThat(backlog.heads(Lane.STANDARD)).containsExactly(first, ofLongerName, ofOther);
    assertThat(backlog.heads(Lane.TRAINING)).isEmpty();
    assertThat(backlog.size()).isEqualTo(6);
    assertThat(backlog.size(Lane.STANDARD)).isEqualTo(4);

    backlog.remove(ofOther.place());
    backlog.remove(ofOther.place());
    assertThat(backlog.heads(Lane.STANDARD)).containsExactly(first, ofLongerName);
    assertThat(backlog.size()).isEqualTo(5);
  }

  @Test
  void jobsThatWaitForPhotosAreApartFromThoseThatAreHeld() {
    var held = new StoredBacklog(store, HELD);
    var unfetched = new StoredBacklog(store, UNFETCHED);
    var ofHeld = waiting(Lane.TRAINING, "acme", 1, 1);
    var first = waiting(Lane.TRAINING, "acme", 2, 2);
    var second = waiting(Lane.TRAINING, "acme", 3, 3);
    held.add(ofHeld);
    unfetched.add(first);
    unfetched.add(second);

    unfetched.remove(first.place());

    assertThat(unfetched.heads(Lane.TRAINING)).containsExactly(second);
    assertThat(held.heads(Lane.TRAINING)).containsExactly(ofHeld);
    assertThat(unfetched.size()).isEqualTo(1);
  }

  @Test
  void clearsWhatAnEarlierTaskLeft() {
    new StoredTimers(store).set(new Timer(Jobs.NOON, Jobs.id(1)));
    new StoredTimers(store).clear();
    assertThat(new StoredTimers(store).due(Jobs.NOON, 1)).isEmpty();
    new StoredBacklog(store, HELD).add(waiting(Lane.BATCH, "acme", 1, 1));
    var unfetched = new StoredBacklog(store, UNFETCHED);
    var another = waiting(Lane.BATCH, "acme", 2, 2);
    unfetched.add(waiting(Lane.BATCH, "acme", 3, 3));
    unfetched.add(another);

    var held = new StoredBacklog(store, HELD);
    held.clear();
    held.add(another);
    held.remove(another.place());

    assertThat(held.heads(Lane.BATCH)).isEmpty();
    assertThat(unfetched.size()).isEqualTo(2);
    unfetched.clear();
    assertThat(unfetched.size()).isZero();
    assertThat(unfetched.heads(Lane.BATCH)).isEmpty();
  }

  private static Waiting waiting(Lane lane, String account, long sequence, int job) {
    return new Waiting(new Place(lane, account, sequence), Jobs.id(job), Jobs.NOON);
  }

  private static KeyValueStore<Bytes, byte[]> open() {
    var store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("ordered"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    return store;
  }
}
