package dev.likeness.ingest.photos;

import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.image.ImageCheck;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.image.UnreadableImageException;

/** Looks at the bytes of a photo, without decoding them. Thread safe. */
public final class PhotoCheck {
  private final ImageCheck check;

  public PhotoCheck(ImageLimits limits) {
    this.check = new ImageCheck(limits);
  }

  /** What looking at it led to. */
  public sealed interface Checked {
    record Good(Photo photo) implements Checked {}

    record Refused(Refusal refusal) implements Checked {}
  }

  public Checked check(byte[] bytes) {
    try {
      return new Checked.Good(Photo.of(bytes, check.check(bytes)));
    } catch (UnreadableImageException e) {
      return new Checked.Refused(Refusal.of(e.code(), e.detail()));
    }
  }
}
