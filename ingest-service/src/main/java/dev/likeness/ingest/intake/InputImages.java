package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.PhotoCheck;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.image.ImageLimits;
import java.util.List;

/**
 * Looks at the photos that came with a submission, without decoding and without storing them. Those
 * by URL are left to the role {@code inputs} (infra/adr/0007).
 */
final class InputImages {
  private final PhotoCheck check;

  InputImages(ImageLimits limits) {
    this.check = new PhotoCheck(limits);
  }

  /**
   * The photos, in the order of {@code sources}.
   *
   * @throws RefusalException if one of those that came along cannot be used
   */
  List<InputPhoto> look(List<ImageSource> sources) {
    return sources.stream().map(this::look).toList();
  }

  private InputPhoto look(ImageSource source) {
    return switch (source) {
      case ImageSource.AtUrl at -> new InputPhoto.Remote(at.url());
      case ImageSource.Inline inline ->
          switch (check.check(inline.bytes())) {
            case PhotoCheck.Checked.Good good -> new InputPhoto.Here(good.photo());
            case PhotoCheck.Checked.Refused refused ->
                throw new RefusalException(refused.refusal());
          };
    };
  }
}
