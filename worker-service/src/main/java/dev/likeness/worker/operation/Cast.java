package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.image.Photo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The profiles of a request among the references of a drawing: which image shows whom, and how the
 * prompt says so.
 */
final class Cast {
  /** More photos of one subject do not make it more like them. */
  private static final int PHOTOS_EACH = 3;

  private final Map<String, List<Integer>> images = new LinkedHashMap<>();
  private final List<Photo> photos = new ArrayList<>();

  private Cast() {}

  /**
   * Shares the free places among the profiles; those that get none are known by the prompt alone.
   *
   * @param taken how many references stand before
   * @param free how many more there may be
   * @param open owns the photos
   */
  static Cast of(JobAttempt attempt, ProfilePhotos profiles, int taken, int free, OpenPhotos open) {
    var cast = new Cast();
    List<String> ids = attempt.getSpec().getProfileIds();
    int each = ids.isEmpty() ? 0 : Math.min(PHOTOS_EACH, free / ids.size());
    for (String id : ids) {
      int first = taken + cast.photos.size() + 1;
      List<Photo> best = profiles.best(attempt.getAccount(), id, each, open);
      cast.photos.addAll(best);
      cast.images.put(id, IntStream.range(first, first + best.size()).boxed().toList());
    }
    return cast;
  }

  /** What is to stand behind the other references, in order. */
  List<Photo> photos() {
    return photos;
  }

  /** The prompt in words that refer to images by their number; each profile comes into it. */
  String told(String prompt) {
    StringBuilder told =
        new StringBuilder(
            Mentions.replaced(prompt, id -> person(images.getOrDefault(id, List.of()))));
    images.forEach(
        (id, numbers) -> {
          if (!numbers.isEmpty() && !Mentions.names(prompt, id)) {
            sentence(told, "Show " + person(numbers));
          }
          if (numbers.size() > 1) {
            sentence(told, "Images " + listed(numbers) + " show the same person");
          }
        });
    return told.toString();
  }

  private static String person(List<Integer> numbers) {
    return numbers.isEmpty() ? "the person" : "the person in image " + numbers.getFirst();
  }

  private static String listed(List<Integer> numbers) {
    String all = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " and " + all.substring(last + 2);
  }

  private static void sentence(StringBuilder told, String sentence) {
    if (!told.isEmpty()) {
      char end = told.charAt(told.length() - 1);
      told.append(end == '.' || end == '!' || end == '?' ? " " : ". ");
    }
    told.append(sentence).append('.');
  }
}
