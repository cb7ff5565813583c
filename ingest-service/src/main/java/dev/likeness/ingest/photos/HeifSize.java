package dev.likeness.ingest.photos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The size of a HEIC photo: of the largest picture that the file describes, because the others are
 * its parts and its thumbnail. Source: ISO/IEC 14496-12 (boxes), ISO/IEC 23008-12 (properties).
 */
record HeifSize(int width, int height) {
  private static final Set<String> HEVC_BRANDS = Set.of("heic", "heix", "heim", "heis");
  private static final int LONGEST_BRANDS = 256;
  private static final int BOX_HEAD = 8;

  /** Whether the file begins as a photo whose pixels are HEVC does. */
  static boolean isHeif(byte[] file) {
    if (file.length < 12 || !name(file, 4).equals("ftyp")) {
      return false;
    }
    int length = Math.min(ByteBuffer.wrap(file).getInt(), Math.min(file.length, LONGEST_BRANDS));
    for (int at = BOX_HEAD; at + 4 <= length; at += 4) {
      if (HEVC_BRANDS.contains(name(file, at))) {
        return true;
      }
    }
    return false;
  }

  /** Empty if the file does not describe a picture, or its description is cut off. */
  static Optional<HeifSize> of(byte[] file) {
    return box(file, 0, file.length, "meta")
        .flatMap(meta -> box(file, meta.begin + 4, meta.end, "iprp"))
        .flatMap(iprp -> box(file, iprp.begin, iprp.end, "ipco"))
        .flatMap(ipco -> largest(file, ipco));
  }

  /** The content of a box. */
  private record Part(int begin, int end) {}

  private static Optional<HeifSize> largest(byte[] file, Part properties) {
    Optional<HeifSize> largest = Optional.empty();
    Optional<Part> next = box(file, properties.begin, properties.end, "ispe");
    while (next.isPresent()) {
      Part found = next.get();
      if (found.end - found.begin >= 12) {
        var in = ByteBuffer.wrap(file);
        var size = new HeifSize(in.getInt(found.begin + 4), in.getInt(found.begin + 8));
        if (size.width < 0 || size.height < 0) {
          return Optional.of(new HeifSize(Integer.MAX_VALUE, Integer.MAX_VALUE));
        }
        if (largest.isEmpty() || size.pixels() > largest.get().pixels()) {
          largest = Optional.of(size);
        }
      }
      next = box(file, found.end, properties.end, "ispe");
    }
    return largest;
  }

  private long pixels() {
    return (long) width * height;
  }

  /** The first box of a name. Length (1: a longer one follows, 0: to the end), name, content. */
  private static Optional<Part> box(byte[] file, int from, int to, String wanted) {
    var in = ByteBuffer.wrap(file);
    int at = from;
    while (at + BOX_HEAD <= to) {
      long length = Integer.toUnsignedLong(in.getInt(at));
      int head = BOX_HEAD;
      if (length == 1 && at + 16 <= to) {
        length = in.getLong(at + BOX_HEAD);
        head = 16;
      } else if (length == 0) {
        length = (long) to - at;
      }
      if (length < head || length > to - at) {
        return Optional.empty();
      }
      int end = at + Math.toIntExact(length);
      if (name(file, at + 4).equals(wanted)) {
        return Optional.of(new Part(at + head, end));
      }
      at = end;
    }
    return Optional.empty();
  }

  private static String name(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }
}
