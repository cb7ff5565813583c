package dev.likeness.worker.image;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.UnreadableImageException;

/**
 * A picture that is not taken; the message is one sentence for the customer. Never worth a retry.
 */
public final class ImageRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  ImageRefused(UnreadableImageException problem) {
    this(problem.code(), problem.detail(), problem);
  }

  ImageRefused(FailureCode code, String detail) {
    super(detail);
    this.code = code;
  }

  ImageRefused(FailureCode code, String detail, Throwable cause) {
    super(detail, cause);
    this.code = code;
  }

  /**
   * {@code INVALID_IMAGE}, {@code IMAGE_TOO_LARGE}, {@code PAYLOAD_TOO_LARGE} or {@code
   * UNSUPPORTED_MEDIA_TYPE}.
   */
  public FailureCode code() {
    return code;
  }

  /** What is wrong and what to do. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
