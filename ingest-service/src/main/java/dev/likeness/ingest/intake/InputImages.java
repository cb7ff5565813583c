package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.ingest.photos.ImageLimits;
import dev.likeness.ingest.photos.Photo;
import dev.likeness.ingest.photos.PhotoCheck;
import dev.likeness.kit.error.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * Obtains the photos of a submission and looks at them, without decoding and without storing them.
 */
final class InputImages {
  private final ImageFetcher fetcher;
  private final PhotoCheck check;

  InputImages(ImageFetcher fetcher, ImageLimits limits) {
    this.fetcher = fetcher;
    this.check = new PhotoCheck(limits);
  }

  /** What obtaining led to. */
  sealed interface Obtained {
    record Images(List<Photo> images) implements Obtained {}

    record Refused(Refusal refusal) implements Obtained {}
  }

  Obtained obtain(List<ImageSource> sources) {
    var images = new ArrayList<Photo>();
    for (ImageSource source : sources) {
      switch (obtain(source)) {
        case Obtained.Refused refused -> {
          return refused;
        }
        case Obtained.Images one -> images.addAll(one.images());
      }
    }
    return new Obtained.Images(List.copyOf(images));
  }

  private Obtained obtain(ImageSource source) {
    return switch (source) {
      case ImageSource.Inline inline -> look(inline.bytes());
      case ImageSource.AtUrl at ->
          switch (fetcher.fetch(at.url())) {
            case ImageFetcher.Fetched.Bytes fetched -> look(fetched.bytes());
            case ImageFetcher.Fetched.Failed failed -> new Obtained.Refused(failed.refusal());
          };
    };
  }

  private Obtained look(byte[] bytes) {
    return switch (check.check(bytes)) {
      case PhotoCheck.Checked.Good good -> new Obtained.Images(List.of(good.photo()));
      case PhotoCheck.Checked.Refused refused -> new Obtained.Refused(refused.refusal());
    };
  }
}
