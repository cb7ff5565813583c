package dev.likeness.kit.image;

/** File formats of photos; known by their first bytes, whatever name or media type they carry. */
public enum ImageFormat {
  JPEG("image/jpeg", "jpg"),
  PNG("image/png", "png"),
  WEBP("image/webp", "webp"),
  GIF("image/gif", "gif"),
  /** HEIC, as phones take it. */
  HEIF("image/heic", "heic"),
  AVIF("image/avif", "avif");

  private final String mediaType;
  private final String extension;

  ImageFormat(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  public String mediaType() {
    return mediaType;
  }

  /** Usual file name extension, without a dot. */
  public String extension() {
    return extension;
  }
}
