package dev.likeness.ingest.photos;

import dev.likeness.contract.FailureCode;
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
      return new Checked.Refused(refusal(e, bytes));
    }
  }

  /** Says what came instead, where it is no picture at all. */
  private static Refusal refusal(UnreadableImageException problem, byte[] bytes) {
    String detail =
        ForeignContent.nameOf(bytes)
            .filter(_ -> problem.code() == FailureCode.INVALID_IMAGE)
            .map(
                name ->
                    "The image is not a readable JPEG, PNG, WebP, GIF, HEIC or AVIF file: it is "
                        + name
                        + ".")
            .orElse(problem.detail());
    return Refusal.of(problem.code(), detail);
  }
}
