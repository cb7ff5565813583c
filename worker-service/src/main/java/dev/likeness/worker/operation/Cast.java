package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.identity.SubjectKind;
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

  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final List<Photo> photos = new ArrayList<>();

  /**
   * A profile.
   *
   * @param images that show it, by their numbers
   */
  private record Part(SubjectKind kind, List<Integer> images) {}

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
      ProfilePhotos.Shown shown = profiles.best(attempt.getAccount(), id, each, open);
      cast.photos.addAll(shown.photos());
      List<Integer> images = IntStream.range(first, first + shown.photos().size()).boxed().toList();
      cast.parts.put(id, new Part(shown.kind(), images));
    }
    return cast;
  }

  /** What is to stand behind the other references, in order. */
  List<Photo> photos() {
    return photos;
  }

  /** The prompt in words that refer to images by their number; each profile comes into it. */
  String told(String prompt) {
    var nobody = new Part(SubjectKind.PERSON, List.of());
    StringBuilder told =
        new StringBuilder(Mentions.replaced(prompt, id -> named(parts.getOrDefault(id, nobody))));
    parts.forEach(
        (id, part) -> {
          if (!part.images().isEmpty() && !Mentions.names(prompt, id)) {
            sentence(told, "Show " + named(part));
          }
          if (part.images().size() > 1) {
            sentence(
                told, "Images " + listed(part.images()) + " show the same " + word(part.kind()));
          }
        });
    return told.toString();
  }

  private static String named(Part part) {
    String word = "the " + word(part.kind());
    return part.images().isEmpty() ? word : word + " in image " + part.images().getFirst();
  }

  private static String word(SubjectKind kind) {
    return switch (kind) {
      case PERSON -> "person";
      case ANIMAL -> "animal";
      case APPEARANCE -> "subject";
    };
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
