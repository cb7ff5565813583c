package dev.likeness.worker.kafka;

import static dev.likeness.worker.kafka.LeasedWorkIT.attempt;
import static dev.likeness.worker.kafka.LeasedWorkIT.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.local.kafka.LocalBroker;
import dev.likeness.local.kafka.LocalBrokerConfig;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.Started;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.HeldRuns;
import dev.likeness.worker.testing.Pool;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose broker goes away in the middle of a run, with a broker of its own. */
class BrokerRestartIT {
  @TempDir private Path directory;

  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final HeldRuns operation = new HeldRuns();

  @Test
  void runsTheAttemptAgainAndKeepsItsSlot() throws Exception {
    blobs.put(Attempts.INPUT, new byte[] {0});
    LocalBrokerConfig config = LocalBrokerConfig.onFreePorts(directory);
    LocalBroker broker = LocalBroker.start(config);
    try (var pool = new Pool(broker.bootstrapServers(), "mock://" + UUID.randomUUID())) {
      JobAttempt held = attempt(HeldRuns.HOLD);
      pool.release(held);
      LeasedWork worker = LeasedWorkIT.start(pool, blobs, operation, "one", 1, 10);
      eventually().until(() -> !pool.events(held, Started.class).isEmpty());

      broker.close();
      broker = LocalBroker.start(config);
      eventually().until(() -> pool.events(held, Started.class).size() > 1);
      operation.finish();
      JobAttempt next = attempt("");
      pool.release(next);

      eventually().until(() -> !pool.events(next, AttemptSucceeded.class).isEmpty());
      assertThat(worker.slotsHealth().execute().isHealthy()).isTrue();
      worker.stop();
      assertThat(pool.events(held, AttemptSucceeded.class)).hasSize(1);
    } finally {
      broker.close();
    }
  }
}
