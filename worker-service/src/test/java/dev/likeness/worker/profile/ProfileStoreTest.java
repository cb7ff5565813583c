package dev.likeness.worker.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.SubjectKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileStoreTest {
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final ProfileStore store = new ProfileStore(blobs);

  @Test
  void givesBackWhatWasWrittenInEachSpace() {
    var profile =
        TrainedProfile.of(
            "r1",
            Instant.EPOCH,
            "pack",
            SubjectKind.ANIMAL,
            List.of("a", "b"),
            List.of(new TrainedProfile.Crop("0.jpg", 0, .5)));

    store.write(
        "acme",
        "p1",
        profile,
        Map.of("0.jpg", new byte[] {1}),
        List.of(likeness("a"), likeness("b")));

    TrainedProfile read = store.current("acme", "p1").orElseThrow();
    assertThat(read).isEqualTo(profile);
    assertThat(store.likeness("acme", "p1", read, "b").orElseThrow().threshold()).isEqualTo(.4);
    assertThat(store.likeness("acme", "p1", read, "c")).isEmpty();
  }

  @Test
  void readsProfilesThatWereStoredBeforeTheyHadAKind() {
    blobs.put(
        "profiles/acme/p1/profile.json",
        """
        {"schema": "profile/1", "run": "r1", "trainedAt": "2026-11-01T00:00:00Z", "pack": "faces",
         "model": "abc", "crops": [{"file": "0.jpg", "photo": 0, "quality": 0.5}]}
        """
            .getBytes(StandardCharsets.UTF_8));

    TrainedProfile read = store.current("acme", "p1").orElseThrow();

    assertThat(read.kind()).isEqualTo(SubjectKind.PERSON);
    assertThat(read.spaces()).containsExactly("abc");
    assertThat(read.crops()).hasSize(1);
  }

  private static Likeness likeness(String space) {
    var look = Embedding.of(space, 1, 2);
    return new Likeness(look, List.of(look), List.of(.9), .4);
  }
}
