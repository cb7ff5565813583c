package dev.likeness.worker.retouch;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Recognition;
import dev.likeness.worker.identity.Recognition.Result;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is done to the faces of a picture after it was drawn: who is not recognised gets the
 * features of the profile, and faces are made clear. Both networks draw likely faces, so a face is
 * measured before and after, and what takes it further from the profile is undone (architecture,
 * section 6). Thread safe; owns nothing.
 */
public final class FacePolish {
  private final FaceReader faces;
  private final Optional<Swap> swap;
  private final Optional<Restoration> restoration;
  private final List<ModelFile> models;

  /** Gives a face of a photo the features of somebody, in place. */
  @FunctionalInterface
  interface Swap {
    void swap(Photo photo, Face face, Embedding source, Cancellation cancellation);
  }

  /** Makes the faces of a photo clear in place; whom they show in the original is kept. */
  @FunctionalInterface
  interface Restoration {
    void restore(Photo photo, Photo original, Cancellation cancellation);
  }

  FacePolish(
      FaceReader faces,
      Optional<Swap> swap,
      Optional<Restoration> restoration,
      List<ModelFile> models) {
    this.faces = faces;
    this.swap = swap;
    this.restoration = restoration;
    this.models = List.copyOf(models);
  }

  /** Polishes with the networks that packs have. */
  public static FacePolish of(
      FaceReader faces, Optional<FaceSwapper> swapper, Optional<FaceRestorer> restorer) {
    List<ModelFile> models = new ArrayList<>();
    swapper.ifPresent(network -> models.addAll(network.models()));
    restorer.ifPresent(network -> models.addAll(network.models()));
    return new FacePolish(
        faces,
        swapper.map(network -> network::swap),
        restorer.map(
            network ->
                (photo, original, cancellation) ->
                    network.restore(photo, original, 1, _ -> {}, cancellation)),
        models);
  }

  /** Networks that may have taken part, for the provenance of results. */
  public List<ModelFile> models() {
    return models;
  }

  /**
   * Polishes a picture in place.
   *
   * @param people whom it is to show
   */
  public void polish(Photo picture, List<Likeness> people, Cancellation cancellation) {
    if (swap.isPresent() && !people.isEmpty()) {
      swap(swap.get(), picture, people, cancellation);
    }
    if (restoration.isPresent()) {
      try (Photo original = picture.copy()) {
        restoration.get().restore(picture, original, cancellation);
      }
    }
  }

  private void swap(Swap network, Photo picture, List<Likeness> people, Cancellation cancellation) {
    List<Face> found = faces.detect(picture, cancellation);
    List<Embedding> looks =
        found.stream().map(face -> faces.embed(picture, face, cancellation)).toList();
    List<Result> results = Recognition.recognise(people, looks, faces.spaces().getFirst());
    Set<Integer> taken = new HashSet<>();
    results.stream().filter(Result::recognised).forEach(result -> taken.add(result.face()));
    for (int i = 0; i < people.size(); i++) {
      if (!results.get(i).recognised()) {
        nearest(people.get(i), looks, taken)
            .ifPresent(new Exchange(network, picture, people.get(i), found, cancellation)::at);
      }
    }
  }

  /** The face most like somebody among those that are nobody's, which it becomes. */
  private static Optional<Integer> nearest(
      Likeness person, List<Embedding> looks, Set<Integer> taken) {
    Optional<Integer> best = Optional.empty();
    for (int face = 0; face < looks.size(); face++) {
      boolean better =
          best.isEmpty()
              || person.score(looks.get(face)) > person.score(looks.get(best.orElseThrow()));
      if (!taken.contains(face) && better) {
        best = Optional.of(face);
      }
    }
    best.ifPresent(taken::add);
    return best;
  }

  /** One face that is to become somebody, if that makes it more like them. */
  private final class Exchange {
    private final Swap network;
    private final Photo picture;
    private final Likeness person;
    private final List<Face> found;
    private final Cancellation cancellation;

    Exchange(
        Swap network, Photo picture, Likeness person, List<Face> found, Cancellation cancellation) {
      this.network = network;
      this.picture = picture;
      this.person = person;
      this.found = found;
      this.cancellation = cancellation;
    }

    void at(int face) {
      double before = score(found.get(face));
      try (Photo copy = picture.copy()) {
        network.swap(picture, found.get(face), person.centroid(), cancellation);
        if (score(found.get(face)) <= before) {
          picture.pixels().put(copy.pixels());
        }
      }
    }

    private double score(Face face) {
      return person.score(faces.embed(picture, face, cancellation));
    }
  }
}
