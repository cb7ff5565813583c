package dev.likeness.ingest.photos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the first bytes of a photo say about it: found without decoding, so that a small file which
 * claims to be huge costs nothing.
 *
 * <p>Sources: PNG (ISO/IEC 15948 section 11.2.2), JPEG (ITU-T T.81 annex B), GIF89a, WebP (RFC
 * 9649); HEIC in {@link HeifSize}.
 *
 * @param mediaType for example {@code image/jpeg}
 * @param width pixels, before orientation
 * @param height pixels, before orientation
 */
record ImageHeader(String mediaType, int width, int height) {
  private static final long PNG = 0x89504e470d0a1a0aL;
  private static final int IHDR = 0x49484452;

  /** The header of {@code bytes}; empty if they are not a PNG, JPEG, GIF, WebP or HEIC photo. */
  static Optional<ImageHeader> of(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    if (bytes.length >= 24 && in.getLong(0) == PNG && in.getInt(12) == IHDR) {
      return sized("image/png", in.getInt(16), in.getInt(20));
    }
    if (bytes.length >= 4 && (in.getInt(0) & 0xffffff00) == 0xffd8ff00) {
      return jpeg(in);
    }
    if (bytes.length >= 10 && (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a"))) {
      in.order(ByteOrder.LITTLE_ENDIAN);
      return sized("image/gif", in.getShort(6) & 0xffff, in.getShort(8) & 0xffff);
    }
    if (bytes.length >= 30 && starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) {
      return webp(in.order(ByteOrder.LITTLE_ENDIAN), bytes);
    }
    if (HeifSize.isHeif(bytes)) {
      return HeifSize.of(bytes).flatMap(size -> sized("image/heic", size.width(), size.height()));
    }
    return Optional.empty();
  }

  long pixels() {
    return (long) width * height;
  }

  int longSide() {
    return Math.max(width, height);
  }

  /** Walks the segments up to the frame header (SOF), which holds the size. */
  private static Optional<ImageHeader> jpeg(ByteBuffer in) {
    int at = 2;
    while (at + 9 <= in.limit()) {
      if (in.get(at) != (byte) 0xff) {
        return Optional.empty();
      }
      int marker = in.get(at + 1) & 0xff;
      if (marker == 0xff) { // fill byte
        at++;
      } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) { // no length follows
        at += 2;
      } else if (isFrame(marker)) {
        return sized("image/jpeg", in.getShort(at + 7) & 0xffff, in.getShort(at + 5) & 0xffff);
      } else if (marker == 0xd9 || marker == 0xda) { // the end, or pixels without a frame
        return Optional.empty();
      } else {
        at += 2 + Math.max(2, in.getShort(at + 2) & 0xffff);
      }
    }
    return Optional.empty();
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static Optional<ImageHeader> webp(ByteBuffer in, byte[] bytes) {
    if (starts(bytes, 12, "VP8X")) {
      return sized("image/webp", 1 + threeBytes(in, 24), 1 + threeBytes(in, 27));
    }
    if (starts(bytes, 12, "VP8L") && in.get(20) == 0x2f) {
      int packed = in.getInt(21);
      return sized("image/webp", 1 + (packed & 0x3fff), 1 + (packed >>> 14 & 0x3fff));
    }
    if (starts(bytes, 12, "VP8 ")) {
      return sized("image/webp", in.getShort(26) & 0x3fff, in.getShort(28) & 0x3fff);
    }
    return Optional.empty();
  }

  private static int threeBytes(ByteBuffer in, int at) {
    return in.getInt(at - 1) >>> 8;
  }

  private static boolean starts(byte[] bytes, int at, String text) {
    return new String(bytes, at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }

  /** A negative size is an unsigned one beyond 2^31 (PNG forbids it). */
  private static Optional<ImageHeader> sized(String mediaType, int width, int height) {
    return width > 0 && height > 0
        ? Optional.of(new ImageHeader(mediaType, width, height))
        : Optional.empty();
  }
}
