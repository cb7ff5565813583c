package dev.likeness.kit.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a JPEG up to its pixels. As tolerant as the libraries that most people read their
 * photos with: bytes that belong to no segment are skipped up to the next marker, and a length that
 * is too short to be one counts as none. Sources: ITU-T T.81 annex B; ICC.1:2022 annex B.4 (profile
 * in APP2); CIPA DC-008 section 4.5 (EXIF in APP1).
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param components of a pixel: 1 gray, 3 colors, 4 inks
 * @param profile ICC profile, joined from its segments
 * @param exif from the TIFF header on
 * @param essential the same picture without what decoding does not need: a reader that is confused
 *     by odd metadata, or treats colors in its own way because of it, decodes this one right
 */
public record JpegFile(
    int width,
    int height,
    int components,
    Optional<byte[]> profile,
    Optional<byte[]> exif,
    byte[] essential) {
  private static final String NAME = "JPEG";
  private static final String ICC = "ICC_PROFILE\0";
  private static final String EXIF = "Exif\0";
  private static final int EXIF_HEAD = 6;
  private static final int ICC_HEAD = ICC.length() + 2;

  private static final String JFIF = "JFIF\0";
  private static final String ADOBE = "Adobe";
  private static final byte[] JFIF_CONTENT = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};

  private static final int JFIF_SEGMENT = 0xe0;
  private static final int ADOBE_SEGMENT = 0xee;
  private static final int PROGRESSIVE_FRAME = 0xc2;
  private static final int EXIF_SEGMENT = 0xe1;
  private static final int ICC_SEGMENT = 0xe2;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;

  static boolean isJpeg(Bytes file) {
    return file.has(0, "\u00ff\u00d8\u00ff");
  }

  /**
   * @throws UnreadableImageException if no frame comes before the pixels, or one of a kind that is
   *     not read
   */
  public static JpegFile of(byte[] file) {
    var bytes = new Bytes(file);
    try {
      return new Walk(bytes).toPixels();
    } catch (IndexOutOfBoundsException e) {
      throw UnreadableImageException.cutOff(NAME);
    }
  }

  /** One reading of the segments. */
  private static final class Walk {
    private final Bytes file;
    private final List<Bytes> profile = new ArrayList<>();
    private Optional<byte[]> exif = Optional.empty();
    private Optional<Bytes> frame = Optional.empty();
    private Optional<Bytes> adobe = Optional.empty();
    private boolean jfif;
    private boolean progressive;
    private final ByteArrayOutputStream tables = new ByteArrayOutputStream();

    Walk(Bytes file) {
      this.file = file;
    }

    JpegFile toPixels() {
      int at = 2;
      while (true) {
        at = marker(at);
        int marker = file.u8(at);
        at++;
        if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
          checkScans(at);
          return result(at - 2);
        }
        if (!standsAlone(marker)) {
          int length = Math.max(2, file.u16(at));
          // What is longer than the file is cut off, unless the picture has begun already.
          see(marker, file.part(at + 2, length - 2));
          at += length;
        }
      }
    }

    /** Where the code of the next marker is: after any bytes 0xff, and neither 0 nor 0xff. */
    private int marker(int from) {
      int at = from;
      while (true) {
        while (file.u8(at) != 0xff) {
          at++;
        }
        while (file.u8(at) == 0xff) {
          at++;
        }
        if (file.u8(at) != 0) {
          return at;
        }
      }
    }

    /**
     * A picture of several scans becomes finer with each: one that lacks the last looks whole and
     * is not. Without an end it counts as cut off; a picture of one scan does not, since its reader
     * sees whether all pixels are there.
     */
    private void checkScans(int scan) {
      boolean several =
          progressive || frame.filter(found -> file.u8(scan + 2) < found.u8(5)).isPresent();
      if (several && !hasEnd(scan)) {
        throw UnreadableImageException.cutOff(NAME);
      }
    }

    /** Whether the end comes after the scan that begins there. */
    private boolean hasEnd(int scan) {
      int at = scan + file.u16(scan);
      while (at + 1 < file.length()) {
        int code = file.u8(at + 1);
        if (file.u8(at) != 0xff || code == 0 || code == 0xff || standsAlone(code)) {
          at++;
        } else if (code == END_OF_IMAGE) {
          return true;
        } else {
          at += 2;
          at += at + 2 <= file.length() ? file.u16(at) : 2;
        }
      }
      return false;
    }

    private void see(int marker, Bytes content) {
      if (isFrame(marker)) {
        String kind = unsupported(marker);
        if (!kind.isEmpty()) {
          throw UnreadableImageException.unsupported(kind);
        }
        if (content.u8(0) != 8) {
          throw UnreadableImageException.unsupported("A JPEG with " + content.u8(0) + " bits");
        }
        frame = Optional.of(content);
        progressive = marker == PROGRESSIVE_FRAME;
      }
      if (marker < JFIF_SEGMENT) { // tables, frame, restart interval
        write(tables, marker, content.copy());
      } else if (marker == JFIF_SEGMENT) {
        jfif |= content.has(0, JFIF);
      } else if (marker == ADOBE_SEGMENT && content.has(0, ADOBE)) {
        adobe = Optional.of(content);
      } else if (marker == EXIF_SEGMENT && exif.isEmpty() && content.has(0, EXIF)) {
        exif = Optional.of(content.part(EXIF_HEAD, content.length() - EXIF_HEAD).copy());
      } else if (marker == ICC_SEGMENT && content.has(0, ICC) && content.length() > ICC_HEAD) {
        profile.add(content);
      }
    }

    private JpegFile result(int scan) {
      Bytes found = frame.orElseThrow(() -> UnreadableImageException.damaged(NAME));
      return new JpegFile(
          found.u16(3), found.u16(1), found.u8(5), joined(), exif, essential(found, scan));
    }

    /** As libjpeg reads colors: JFIF counts more than Adobe, and both more than the ids. */
    private byte[] essential(Bytes found, int scan) {
      var essential = new ByteArrayOutputStream();
      essential.write(0xff);
      essential.write(START_OF_IMAGE);
      if (adobe.isPresent() && (!jfif || found.u8(5) == 4)) {
        write(essential, ADOBE_SEGMENT, adobe.get().copy());
      } else if (jfif || !hasRgbIds(found)) {
        write(essential, JFIF_SEGMENT, JFIF_CONTENT);
      }
      essential.writeBytes(tables.toByteArray());
      essential.writeBytes(file.part(scan, file.length() - scan).copy());
      return essential.toByteArray();
    }

    private static boolean hasRgbIds(Bytes frame) {
      return frame.u8(5) == 3 && frame.u8(6) == 'R' && frame.u8(9) == 'G' && frame.u8(12) == 'B';
    }

    private static void write(ByteArrayOutputStream to, int marker, byte[] content) {
      to.write(0xff);
      to.write(marker);
      to.write((content.length + 2) >> 8);
      to.write(content.length + 2);
      to.writeBytes(content);
    }

    private Optional<byte[]> joined() {
      var joined = new ByteArrayOutputStream();
      profile.sort(Comparator.comparingInt(part -> part.u8(ICC.length())));
      for (Bytes part : profile) {
        joined.writeBytes(part.part(ICC_HEAD, part.length() - ICC_HEAD).copy());
      }
      return profile.isEmpty() ? Optional.empty() : Optional.of(joined.toByteArray());
    }
  }

  private static boolean standsAlone(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= START_OF_IMAGE);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** Empty for the sequential and progressive frames with Huffman codes, which are read. */
  private static String unsupported(int frame) {
    return switch (frame) {
      case 0xc0, 0xc1, 0xc2 -> "";
      case 0xc3 -> "A lossless JPEG";
      case 0xc9, 0xca, 0xcb -> "A JPEG with arithmetic coding";
      default -> "A hierarchical JPEG";
    };
  }
}
