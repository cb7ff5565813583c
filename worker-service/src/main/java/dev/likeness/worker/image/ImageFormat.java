package dev.likeness.worker.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * File formats that are read; known by their first bytes, whatever name or media type they came
 * with.
 */
public enum ImageFormat {
  JPEG("image/jpeg", "jpg"),
  PNG("image/png", "png"),
  WEBP("image/webp", "webp"),
  GIF("image/gif", "gif"),
  /** HEIC, as phones take it. */
  HEIF("image/heic", "heic");

  private static final Set<String> HEVC_BRANDS = Set.of("heic", "heix", "heim", "heis");
  private static final int LONGEST_BRANDS = 256;

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

  /** The format of a file, or empty if it is none of these. */
  public static Optional<ImageFormat> of(byte[] file) {
    String start = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (start.startsWith("RIFF") && start.endsWith("WEBP")) {
      return Optional.of(WEBP);
    }
    if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    if (isHeif(file, start)) {
      return Optional.of(HEIF);
    }
    return Optional.empty();
  }

  /**
   * A list of brands comes first; not one of films or of AVIF, whose pixels are of another kind.
   */
  private static boolean isHeif(byte[] file, String start) {
    if (start.length() < 12 || !start.startsWith("ftyp", 4)) {
      return false;
    }
    int length = Math.min(ByteBuffer.wrap(file).getInt(0), Math.min(file.length, LONGEST_BRANDS));
    for (int at = 8; at + 4 <= length; at += 4) {
      if (HEVC_BRANDS.contains(new String(file, at, 4, StandardCharsets.ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }
}
