package dev.likeness.worker.image;

import java.io.IOException;

/** Decoding a picture took longer than its limit. */
public final class DecodeTooSlow extends IOException {
  private static final long serialVersionUID = 1L;

  public DecodeTooSlow() {
    super("decoding took too long");
  }
}
