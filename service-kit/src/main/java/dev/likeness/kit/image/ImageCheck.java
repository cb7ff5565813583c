package dev.likeness.kit.image;

/** Looks at a photo file without decoding it. Thread safe. */
public final class ImageCheck {
  private final ImageLimits limits;

  public ImageCheck(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * The header of a file that may come in.
   *
   * @throws UnreadableImageException if the file is too large, of another format, or visibly
   *     damaged or cut off
   */
  public ImageHeader check(byte[] file) {
    limits.checkBytes(file.length);
    ImageHeader header = ImageHeader.of(file);
    limits.checkSize(header.width(), header.height());
    switch (header.format()) {
      case HEIF, AVIF -> {
        Frame part = HeifFile.of(file).largestPart();
        limits.checkSize(part.width(), part.height());
      }
      case JPEG, PNG, WEBP, GIF -> {}
    }
    return header;
  }
}
