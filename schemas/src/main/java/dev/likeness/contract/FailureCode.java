package dev.likeness.contract;

/**
 * Every error that a customer can see: as the {@code code} of an HTTP error, or as the reason of a
 * failed attempt or job. The one table from which HTTP status and retry decisions come.
 */
public enum FailureCode {
  INVALID_REQUEST(400, Retry.NEVER),
  /** The bytes are not a picture that can be read. */
  INVALID_IMAGE(400, Retry.NEVER),
  /** The picture has more pixels than the limit. */
  IMAGE_TOO_LARGE(400, Retry.NEVER),
  /** The URL of a picture could not be fetched. */
  IMAGE_UNREACHABLE(400, Retry.NEVER),
  /**
   * A URL leads to an address that must not be called from inside (private, loopback, link-local).
   */
  ADDRESS_NOT_ALLOWED(400, Retry.NEVER),
  /** No person or pet is in enough of the photos of a training. */
  NO_SUBJECT(400, Retry.NEVER),
  /** Several people or pets are in about as many photos of a training. */
  AMBIGUOUS_SUBJECT(400, Retry.NEVER),
  /** The models here do not know how to do what the prompt asks for. */
  EDIT_NOT_UNDERSTOOD(400, Retry.NEVER),
  /**
   * A profile's face was in the photo and is not recognised in what we made of it, as this request
   * asks for it.
   */
  IDENTITY_NOT_PRESERVED(400, Retry.NEVER),
  CONTENT_MODERATION(400, Retry.NEVER),
  UNAUTHORIZED(401, Retry.NEVER),
  INSUFFICIENT_CREDIT(402, Retry.NEVER),
  FORBIDDEN(403, Retry.NEVER),
  /** The photos that the account has sent take as much room as it may use. */
  STORAGE_QUOTA_EXCEEDED(403, Retry.NEVER),
  NOT_FOUND(404, Retry.NEVER),
  /** No profile of the account has the id. */
  PROFILE_NOT_FOUND(404, Retry.NEVER),
  METHOD_NOT_ALLOWED(405, Retry.NEVER),
  NOT_ACCEPTABLE(406, Retry.NEVER),
  /** A request's body did not arrive fast enough. */
  UPLOAD_TOO_SLOW(408, Retry.NEVER),
  /** The same client_request_id with another request. */
  IDEMPOTENCY_CONFLICT(409, Retry.NEVER),
  /** The profile is still being trained, or its training failed. */
  PROFILE_NOT_READY(409, Retry.NEVER),
  /** The job was cancelled before it ended. */
  CANCELED(409, Retry.NEVER),
  PAYLOAD_TOO_LARGE(413, Retry.NEVER),
  UNSUPPORTED_MEDIA_TYPE(415, Retry.NEVER),
  /** A part of a file was asked for that it does not have. */
  RANGE_NOT_SATISFIABLE(416, Retry.NEVER),
  VALIDATION_FAILED(422, Retry.NEVER),
  RATE_LIMITED(429, Retry.NEVER),
  /** A fault of ours that nothing more precise describes. */
  INTERNAL(500, Retry.WITH_BACKOFF),
  /** The model refused or failed on this input. */
  MODEL_FAILED(500, Retry.WITH_BACKOFF),
  OUT_OF_MEMORY(500, Retry.WITH_BACKOFF),
  /** The worker fell silent: it died, was frozen, or lost its lease. */
  WORKER_LOST(500, Retry.WITH_BACKOFF),
  /** An input that was stored when the job was accepted is gone. */
  INPUT_MISSING(500, Retry.NEVER),
  /** No worker here has a model for the operation. */
  OPERATION_UNAVAILABLE(501, Retry.NEVER),
  STORAGE_UNAVAILABLE(503, Retry.WITH_BACKOFF),
  UNAVAILABLE(503, Retry.WITH_BACKOFF),
  TIMEOUT(504, Retry.NEVER);

  private enum Retry {
    NEVER,
    WITH_BACKOFF
  }

  private final int httpStatus;
  private final Retry retry;

  FailureCode(int httpStatus, Retry retry) {
    this.httpStatus = httpStatus;
    this.retry = retry;
  }

  /** Status of an HTTP response with this code. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether another attempt at the same job can succeed. */
  public boolean retryable() {
    return retry == Retry.WITH_BACKOFF;
  }

  /** The code named in a record; {@link #INTERNAL} for a name from a newer version. */
  public static FailureCode named(String name) {
    for (FailureCode code : values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return INTERNAL;
  }
}
