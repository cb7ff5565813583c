package dev.likeness.worker.profile;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps trained profiles under {@code profiles/<account>/<profile>/}: {@code profile.json} names
 * the current training, {@code <run>/crops/} holds its crops, {@code <run>/cutouts/} its subject
 * without background, and {@code <run>/<space>.json} what one embedding space makes of them. Thread
 * safe.
 *
 * <p>A training is written under a name of its own and becomes current with its last write, so a
 * reader sees all of one training. What a space makes of a training is always the same and may be
 * written by several.
 */
public final class ProfileStore {
  private static final String CURRENT = "/profile.json";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final BlobStore blobs;

  public ProfileStore(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * Stores a training and makes it the current one.
   *
   * @param crops files by name, as the profile lists them
   * @param likenesses what each space makes of them
   */
  public void write(
      String account,
      String profileId,
      TrainedProfile profile,
      Map<String, byte[]> crops,
      List<Likeness> likenesses) {
    crops.forEach((name, file) -> blobs.put(crop(account, profileId, profile, name), file));
    for (Likeness likeness : likenesses) {
      put(key(account, profileId, profile, likeness.centroid().space()), Figures.of(likeness));
    }
    put(BlobKeys.profile(account, profileId) + CURRENT, profile);
  }

  /** The current training. */
  public Optional<TrainedProfile> current(String account, String profileId) {
    return read(BlobKeys.profile(account, profileId) + CURRENT, TrainedProfile.class);
  }

  /** What an embedding space makes of a training, if it was asked before. */
  public Optional<Likeness> likeness(
      String account, String profileId, TrainedProfile profile, String space) {
    return read(key(account, profileId, profile, space), Figures.class)
        .map(figures -> figures.likeness(space));
  }

  /**
   * Adds what another space makes of a training. Of a profile that is deleted meanwhile, nothing
   * stays.
   */
  public void add(String account, String profileId, TrainedProfile profile, Likeness likeness) {
    String key = key(account, profileId, profile, likeness.centroid().space());
    put(key, Figures.of(likeness));
    if (current(account, profileId).isEmpty()) {
      blobs.delete(key);
    }
  }

  /**
   * Adds cut-outs to a training, before it is written.
   *
   * @param cutouts files, the best first
   */
  public void addCutouts(
      String account, String profileId, TrainedProfile profile, List<byte[]> cutouts) {
    for (int i = 0; i < cutouts.size(); i++) {
      blobs.put(cutout(account, profileId, profile, i), cutouts.get(i));
    }
  }

  /** The cut-outs of a training, the best first; empty if it has none. */
  public List<byte[]> cutouts(String account, String profileId, TrainedProfile profile) {
    List<byte[]> cutouts = new ArrayList<>();
    Optional<byte[]> next = blobs.read(cutout(account, profileId, profile, 0));
    while (next.isPresent()) {
      cutouts.add(next.get());
      next = blobs.read(cutout(account, profileId, profile, cutouts.size()));
    }
    return cutouts;
  }

  private static String cutout(
      String account, String profileId, TrainedProfile profile, int number) {
    return BlobKeys.checked(folder(account, profileId, profile) + "/cutouts/" + number + ".png");
  }

  /** A crop of a training. */
  public Optional<byte[]> crop(
      String account, String profileId, TrainedProfile profile, TrainedProfile.Crop crop) {
    return blobs.read(crop(account, profileId, profile, crop.file()));
  }

  private static String crop(
      String account, String profileId, TrainedProfile profile, String name) {
    return BlobKeys.checked(folder(account, profileId, profile) + "/crops/" + name);
  }

  private static String key(
      String account, String profileId, TrainedProfile profile, String space) {
    return BlobKeys.checked(folder(account, profileId, profile) + "/" + space + ".json");
  }

  private static String folder(String account, String profileId, TrainedProfile profile) {
    return BlobKeys.profile(account, profileId) + "/" + profile.run();
  }

  private void put(String key, Object document) {
    try {
      blobs.put(key, JSON.writeValueAsBytes(document));
    } catch (IOException e) {
      throw new UncheckedIOException("a profile cannot be written as JSON", e);
    }
  }

  private <T> Optional<T> read(String key, Class<T> type) {
    return blobs.read(key).map(bytes -> parse(key, bytes, type));
  }

  private static <T> T parse(String key, byte[] bytes, Class<T> type) {
    try {
      return JSON.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(key + " is damaged", e);
    }
  }

  /** A likeness as JSON. */
  record Figures(
      List<Float> centroid, List<List<Float>> exemplars, List<Double> own, double threshold) {
    static Figures of(Likeness likeness) {
      return new Figures(
          numbers(likeness.centroid()),
          likeness.exemplars().stream().map(Figures::numbers).toList(),
          likeness.own(),
          likeness.threshold());
    }

    Likeness likeness(String space) {
      return new Likeness(
          embedding(space, centroid),
          exemplars.stream().map(numbers -> embedding(space, numbers)).toList(),
          own,
          threshold);
    }

    private static List<Float> numbers(Embedding embedding) {
      List<Float> numbers = new ArrayList<>();
      for (float value : embedding.values()) {
        numbers.add(value);
      }
      return numbers;
    }

    private static Embedding embedding(String space, List<Float> numbers) {
      float[] values = new float[numbers.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = numbers.get(i);
      }
      return Embedding.of(space, values);
    }
  }
}
