package dev.likeness.kit.image;

import dev.likeness.contract.FailureCode;

/** A file that is no photo we read; the message is one sentence for the customer. */
public final class UnreadableImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  private UnreadableImageException(FailureCode code, String detail) {
    super(detail);
    this.code = code;
  }

  public static UnreadableImageException damaged(String format) {
    return new UnreadableImageException(
        FailureCode.INVALID_IMAGE, "The " + format + " file is damaged and cannot be decoded.");
  }

  public static UnreadableImageException cutOff(String format) {
    return new UnreadableImageException(
        FailureCode.INVALID_IMAGE, "The " + format + " file is cut off: send it whole.");
  }

  /**
   * @param what for example {@code A TIFF file}
   */
  public static UnreadableImageException unsupported(String what) {
    return new UnreadableImageException(
        FailureCode.INVALID_IMAGE,
        what + " is not supported: send JPEG, PNG, WebP, GIF, HEIC or AVIF.");
  }

  static UnreadableImageException unknown() {
    return new UnreadableImageException(
        FailureCode.INVALID_IMAGE,
        "The file is not an image that we can read: send JPEG, PNG, WebP, GIF, HEIC or AVIF.");
  }

  static UnreadableImageException tooLarge(FailureCode code, String detail) {
    return new UnreadableImageException(code, detail);
  }

  /** {@code INVALID_IMAGE}, {@code IMAGE_TOO_LARGE} or {@code PAYLOAD_TOO_LARGE}. */
  public FailureCode code() {
    return code;
  }

  /** What is wrong and what to do. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
