package dev.likeness.worker.operation;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.identity.Recognition;
import dev.likeness.worker.identity.Recognition.Result;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.subject.Look;
import dev.likeness.worker.subject.SubjectReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Looks for the profiles of one request in images, as they are delivered. */
final class IdentityMeter {
  private final ImageDecoder decoder;
  private final List<KnownSubject> subjects;

  IdentityMeter(ImageDecoder decoder, List<KnownSubject> subjects) {
    this.decoder = decoder;
    this.subjects = subjects;
  }

  List<KnownSubject> subjects() {
    return subjects;
  }

  /** One for each profile, in their order. */
  List<Sight> look(byte[] file, Cancellation cancellation) {
    cancellation.check();
    try (Photo photo = decoder.decode(file)) {
      return look(photo, cancellation);
    }
  }

  /**
   * The same at a smaller size, which shows less.
   *
   * @param longSide most pixels a side that are looked at
   */
  List<Sight> look(byte[] file, int longSide, Cancellation cancellation) {
    cancellation.check();
    try (Photo photo = decoder.decode(file);
        Photo small = smaller(photo, longSide)) {
      return look(small, cancellation);
    }
  }

  private static Photo smaller(Photo photo, int longSide) {
    double scale = Math.min(1, (double) longSide / Math.max(photo.width(), photo.height()));
    Photo resized =
        Resize.to(
            photo,
            Math.max(1, (int) Math.round(photo.width() * scale)),
            Math.max(1, (int) Math.round(photo.height() * scale)));
    return resized == photo ? photo.copy() : resized;
  }

  private List<Sight> look(Photo photo, Cancellation cancellation) {
    Map<KnownSubject, Sight> sights = new HashMap<>();
    subjects.stream()
        .map(KnownSubject::reader)
        .distinct()
        .forEach(reader -> look(photo, reader, sights, cancellation));
    return subjects.stream()
        .map(subject -> Objects.requireNonNull(sights.get(subject), "sight"))
        .toList();
  }

  /** One to one among the profiles of a kind: whoever is in the photo is at most one of them. */
  private void look(
      Photo photo,
      SubjectReader reader,
      Map<KnownSubject, Sight> sights,
      Cancellation cancellation) {
    List<KnownSubject> sought =
        subjects.stream().filter(subject -> subject.reader().equals(reader)).toList();
    List<Look> looks = reader.read(photo, cancellation);
    List<Result> results =
        Recognition.recognise(
            sought.stream().map(KnownSubject::likeness).toList(),
            looks.stream().map(Look::first).toList(),
            reader.spaces().getFirst());
    for (int i = 0; i < sought.size(); i++) {
      sights.put(sought.get(i), sight(sought.get(i), results.get(i), looks));
    }
  }

  private static Sight sight(KnownSubject subject, Result result, List<Look> looks) {
    Optional<Look> nearest =
        result.face() < 0 ? Optional.empty() : Optional.of(looks.get(result.face()));
    Optional<Double> auditScore = nearest.flatMap(subject::auditScore);
    boolean agreed =
        subject.audit().map(audit -> auditScore.orElse(0.0) >= audit.threshold()).orElse(true);
    return new Sight(
        subject,
        result.recognised() && agreed,
        result.score(),
        result.threshold(),
        nearest.map(Look::first),
        auditScore);
  }
}
