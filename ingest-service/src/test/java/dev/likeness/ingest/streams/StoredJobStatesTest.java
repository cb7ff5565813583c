package dev.likeness.ingest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.scheduler.Ending;
import dev.likeness.ingest.scheduler.JobState;
import dev.likeness.ingest.scheduler.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredJobStatesTest {
  private final KeyValueStore<String, JobState> store = open();
  private final StoredJobStates states = new StoredJobStates(store);

  @Test
  void whatOneRecordChangesIsSeenAtOnceAndStoredAtItsEnd() {
    states.put(ended(1, Ending.FAILED));
    states.put(ended(1, Ending.SUCCEEDED));
    states.put(ended(2, Ending.SUCCEEDED));
    states.remove(Jobs.id(2));

    assertThat(states.find(Jobs.id(1))).isEqualTo(ended(1, Ending.SUCCEEDED));
    assertThat(states.find(Jobs.id(2))).isNull();
    assertThat(store.get(Jobs.id(1).value())).isNull();

    states.write();
    assertThat(store.get(Jobs.id(1).value())).isEqualTo(ended(1, Ending.SUCCEEDED));
    assertThat(store.get(Jobs.id(2).value())).isNull();
    assertThat(new StoredJobStates(store).find(Jobs.id(1))).isNotNull();
  }

  @Test
  void walksOverAllInTheOrderOfTheirIds() {
    for (int job : List.of(3, 1, 2)) {
      states.put(ended(job, Ending.EXPIRED));
    }

    assertThat(walkAfter(null)).containsExactly(Jobs.id(1), Jobs.id(2), Jobs.id(3));
    assertThat(walkAfter(Jobs.id(1))).containsExactly(Jobs.id(2), Jobs.id(3));
    assertThat(walkAfter(Jobs.id(3))).isEmpty();
  }

  private List<JobId> walkAfter(@Nullable JobId job) {
    var ids = new ArrayList<JobId>();
    try (var walk = states.walk(job)) {
      while (walk.hasNext()) {
        ids.add(walk.nextId());
        assertThat(walk.next().id()).isEqualTo(ids.getLast());
      }
    }
    return ids;
  }

  private static JobState ended(int job, Ending ending) {
    return new JobState.Ended(
        Jobs.id(job), Jobs.ACCOUNT, "fingerprint", Jobs.NOON, ending, Jobs.NOON.plusSeconds(9));
  }

  private static KeyValueStore<String, JobState> open() {
    var store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("jobs"),
                Serdes.String(),
                new JobStateSerde(new AvroSerdes("mock://" + UUID.randomUUID())))
            .withLoggingDisabled()
            .build();
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
    return store;
  }
}
