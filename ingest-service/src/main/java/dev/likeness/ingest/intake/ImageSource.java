package dev.likeness.ingest.intake;

/** An input photo as the customer gave it. */
public sealed interface ImageSource {

  /** The photo itself. The array is not copied: whoever hands it over leaves it alone. */
  record Inline(byte[] bytes) implements ImageSource {}

  /** A public URL to fetch it from. */
  record AtUrl(String url) implements ImageSource {}
}
