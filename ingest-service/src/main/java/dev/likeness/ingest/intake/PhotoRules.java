package dev.likeness.ingest.intake;

import static dev.likeness.ingest.catalogue.Parameters.TRAINING_TIER;
import static dev.likeness.kit.error.Violation.ofField;

import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.TrainingTier;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.Violation;
import java.util.List;
import java.util.Optional;

/** How many photos an operation takes, and which URLs they may have. */
final class PhotoRules {
  private static final int MOST_TO_EDIT = 10;

  private final Catalogue catalogue;
  private final UrlPolicy urls;

  PhotoRules(Catalogue catalogue, UrlPolicy urls) {
    this.catalogue = catalogue;
    this.urls = urls;
  }

  /**
   * The number of photos, if it is wrong.
   *
   * @param submission with complete parameters
   */
  Optional<Violation> violation(Submission submission) {
    Work work = submission.work();
    int count = work.images().size();
    String field = submission.origin().photosField(work.operation());
    return switch (work.operation()) {
      case ENHANCE -> unless(count == 1, field, "exactly one image is needed", count);
      case EDIT ->
          unless(
              count >= 1 && count <= MOST_TO_EDIT,
              field,
              "between 1 and " + MOST_TO_EDIT + " images are needed",
              count);
      case GENERATE -> unless(count == 0, field, "must be left out", count);
      case REMIX ->
          unless(
              count == 2,
              field,
              "the input image and the reference image are needed, in this order",
              count);
      case TRAIN -> training(work, field, count);
    };
  }

  private Optional<Violation> training(Work work, String field, int count) {
    Optional<TrainingTier> tier = catalogue.tier(work.parameters().getOrDefault(TRAINING_TIER, ""));
    return tier.flatMap(
        t ->
            unless(
                count >= t.fewestPhotos() && count <= t.mostPhotos(),
                field,
                "training_tier %s needs between %d and %d photos, got %d"
                    .formatted(t.id(), t.fewestPhotos(), t.mostPhotos(), count),
                count));
  }

  private static Optional<Violation> unless(boolean good, String field, String message, int count) {
    String type = count == 0 ? "missing" : "wrong_length";
    return good ? Optional.empty() : Optional.of(ofField(field, message, type));
  }

  /** The first URL that cannot be one of a photo. */
  Optional<Refusal> objectionTo(Submission submission) {
    Work work = submission.work();
    List<ImageSource> images = work.images();
    for (int i = 0; i < images.size(); i++) {
      if (images.get(i) instanceof ImageSource.AtUrl at) {
        String field = submission.origin().photoField(work.operation(), i);
        Optional<Refusal> objection = urls.objectionTo(field, at.url());
        if (objection.isPresent()) {
          return objection;
        }
      }
    }
    return Optional.empty();
  }
}
