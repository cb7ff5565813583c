package dev.likeness.ingest.photos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StorageQuotaTest {
  private final StorageQuota quota = new StorageQuota(100);

  @Test
  void givesRoomUpToTheQuotaOfEachAccount() {
    assertThat(quota.take("acme", 60)).isEmpty();
    assertThat(quota.take("acme", 41))
        .map(Refusal::code)
        .hasValue(FailureCode.STORAGE_QUOTA_EXCEEDED);
    assertThat(quota.take("acme", 40)).isEmpty();
    assertThat(quota.take("acme", 0)).as("nothing is left").isPresent();
    assertThat(quota.take("zeta", 100)).isEmpty();
  }

  @Test
  void aCountTakesThePlaceOfWhatWasAddedBefore() {
    var _ = quota.take("acme", 90);
    quota.countBegins();
    assertThat(quota.take("acme", 20)).as("while it is counted").isPresent();
    assertThat(quota.take("acme", 10)).isEmpty();

    quota.countEnds(Map.of("acme", 30L));

    assertThat(quota.take("acme", 60)).isEmpty();
    assertThat(quota.take("acme", 1)).as("30 counted, 10 and 60 added").isPresent();
  }

  @Test
  void aCountThatFailsForgetsNothing() {
    var _ = quota.take("acme", 90);
    quota.countBegins();
    quota.countBegins();

    assertThat(quota.take("acme", 20)).isPresent();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    var _ = quota.take("acme", 90);
    quota.giveBack("acme", 50);
    assertThat(quota.take("acme", 60)).isEmpty();
    quota.giveBack("acme", 1_000);
    assertThat(quota.take("acme", 101)).as("never more than the quota").isPresent();
  }

  @Test
  void manyAtATimeGetNoMoreThanTheQuota() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var taken =
          IntStream.range(0, 500)
              .mapToObj(_ -> threads.submit(() -> quota.take("acme", 1).isEmpty()))
              .toList();
      int given = 0;
      for (var one : taken) {
        given += one.get() ? 1 : 0;
      }
      assertThat(given).isEqualTo(100);
    }
  }
}
