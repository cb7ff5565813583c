package dev.likeness.kit.blob;

/** The blob store did not do what was asked. */
public final class BlobStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BlobStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
