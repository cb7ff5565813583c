package dev.likeness.ingest.photos;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;

/** Looks at the bytes of a photo, without decoding them. Thread safe. */
public final class PhotoCheck {
  private final ImageLimits limits;

  public PhotoCheck(ImageLimits limits) {
    this.limits = limits;
  }

  /** What looking at it led to. */
  public sealed interface Checked {
    record Good(Photo photo) implements Checked {}

    record Refused(Refusal refusal) implements Checked {}
  }

  public Checked check(byte[] bytes) {
    if (bytes.length > limits.bytes()) {
      return refused(
          FailureCode.PAYLOAD_TOO_LARGE,
          "The image has " + bytes.length + " bytes; the limit is " + limits.bytes() + ".");
    }
    return ImageHeader.of(bytes)
        .map(header -> within(header, bytes))
        .orElseGet(
            () ->
                refused(
                    FailureCode.INVALID_IMAGE,
                    "The image is not a readable JPEG, PNG, WebP, GIF or HEIC file"
                        + ForeignContent.nameOf(bytes).map(name -> ": it is " + name).orElse("")
                        + "."));
  }

  private Checked within(ImageHeader header, byte[] bytes) {
    if (header.pixels() > limits.pixels() || header.longSide() > limits.side()) {
      return refused(
          FailureCode.IMAGE_TOO_LARGE,
          "The image has %d x %d pixels; the limit is %d pixels in all and %d on a side."
              .formatted(header.width(), header.height(), limits.pixels(), limits.side()));
    }
    return new Checked.Good(Photo.of(bytes, header));
  }

  private static Checked refused(FailureCode code, String detail) {
    return new Checked.Refused(Refusal.of(code, detail));
  }
}
