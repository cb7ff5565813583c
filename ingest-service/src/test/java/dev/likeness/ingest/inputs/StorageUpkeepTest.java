package dev.likeness.ingest.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.kit.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StorageUpkeepTest {
  private static final Duration NEEDED = Duration.ofDays(37);

  private final ManualClock clock = new ManualClock();
  private final InMemoryBlobStore blobs = new InMemoryBlobStore(clock);
  private final StorageQuota quota = new StorageQuota(10);

  @Test
  void countsPhotosOfJobsAndProfilesAndNotResults() {
    blobs.put("inputs/acme/job/f/a", new byte[4]);
    blobs.put("profiles/acme/profile/photos/a", new byte[4]);
    blobs.put("artifacts/job/attempt/run/0.jpg", new byte[100]);

    upkeep(true).once();

    assertThat(quota.take("acme", 3)).isPresent();
    assertThat(quota.take("acme", 2)).isEmpty();
  }

  @Test
  void removesOnlyPhotosThatNoJobCanNeedAnyMore() {
    blobs.put("inputs/acme/old/f/a", new byte[1]);
    blobs.put("inputs/acme/0a1b", new byte[1]); // as earlier versions named them
    blobs.put("profiles/acme/profile/photos/a", new byte[1]);
    blobs.put("artifacts/job/attempt/run/0.jpg", new byte[1]);
    clock.advance(NEEDED.minusSeconds(1));
    blobs.put("inputs/acme/young/f/a", new byte[1]);
    upkeep(true).once();
    assertThat(blobs.keys()).hasSize(5);

    clock.advance(Duration.ofSeconds(2));
    upkeep(false).once();
    assertThat(blobs.keys()).as("an instance that only counts").hasSize(5);
    upkeep(true).once();

    assertThat(blobs.keys())
        .containsExactlyInAnyOrder(
            "profiles/acme/profile/photos/a",
            "artifacts/job/attempt/run/0.jpg",
            "inputs/acme/young/f/a");
  }

  @Test
  void goesOnAfterTheStoreWasDown() throws Exception {
    blobs.put("inputs/acme/job/f/a", new byte[10]);
    blobs.breakDown();
    var upkeep = upkeep(true);
    upkeep.start();
    try {
      await().until(() -> blobs.refusals() > 0);
      blobs.mend();

      await().until(() -> quota.take("acme", 0).isPresent());
    } finally {
      upkeep.stop();
    }
    assertThat(upkeep.healthCheck().execute().isHealthy()).isFalse();
  }

  private StorageUpkeep upkeep(boolean removesOrphans) {
    return new StorageUpkeep(
        blobs,
        quota,
        new StorageUpkeep.Settings(Duration.ofMillis(10), NEEDED, removesOrphans),
        clock,
        InputsMetrics.NONE);
  }
}
