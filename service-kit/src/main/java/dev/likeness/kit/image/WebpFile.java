package dev.likeness.kit.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first picture of a WebP file and where it lies on the canvas that viewers show. Sources: RFC
 * 9649 (container and lossless pictures), RFC 6386 section 9.1 (lossy pictures).
 */
public final class WebpFile {
  private static final String NAME = "WebP";
  private static final String CANVAS = "VP8X";
  private static final String ANIMATION_FRAME = "ANMF";
  private static final String ALPHA = "ALPH";
  private static final String LOSSY = "VP8 ";
  private static final String LOSSLESS = "VP8L";
  private static final int RIFF_HEAD = 12;
  private static final int HEAD = 8;
  private static final int FRAME_HEAD = 16;
  private static final int CANVAS_LENGTH = 10;
  private static final int LOSSY_HEAD = 10;
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int HAS_ALPHA = 0x10;

  private final Map<String, Bytes> chunks;
  private final Map<String, Bytes> pictureChunks;
  private final Frame frame;
  private final int width;
  private final int height;

  private WebpFile(
      Map<String, Bytes> chunks,
      Map<String, Bytes> pictureChunks,
      Frame frame,
      int width,
      int height) {
    this.chunks = chunks;
    this.pictureChunks = pictureChunks;
    this.frame = frame;
    this.width = width;
    this.height = height;
  }

  static boolean isWebp(Bytes file) {
    return file.has(0, "RIFF") && file.has(8, "WEBP");
  }

  /**
   * @throws UnreadableImageException if there is no picture, or the file is cut off
   */
  public static WebpFile of(byte[] file) {
    try {
      return of(new Bytes(file));
    } catch (IndexOutOfBoundsException e) {
      throw UnreadableImageException.cutOff(NAME);
    }
  }

  /** Of the canvas, in pixels. */
  public int width() {
    return width;
  }

  /** Of the canvas, in pixels. */
  public int height() {
    return height;
  }

  /** The first picture, within the canvas. */
  public Frame frame() {
    return frame;
  }

  /** ICC profile. */
  public Optional<byte[]> profile() {
    return Optional.ofNullable(chunks.get("ICCP")).map(Bytes::copy);
  }

  /** EXIF data, as it is stored. */
  public Optional<byte[]> exif() {
    return Optional.ofNullable(chunks.get("EXIF")).map(Bytes::copy);
  }

  /**
   * A WebP file with the first picture and its transparency and nothing else: what a decoder for
   * still pictures reads, whatever the file holds beside it.
   */
  public byte[] still() {
    var content = new ByteArrayOutputStream();
    Bytes alpha = pictureChunks.get(ALPHA);
    if (alpha != null && pictureChunks.containsKey(LOSSY)) {
      var canvas = ByteBuffer.allocate(CANVAS_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
      canvas.putInt(HAS_ALPHA);
      canvas.putShort((short) (frame.width() - 1)).put((byte) 0);
      canvas.putShort((short) (frame.height() - 1)).put((byte) 0);
      write(content, CANVAS, canvas.array());
      write(content, ALPHA, alpha.copy());
    }
    String kind = pictureChunks.containsKey(LOSSY) ? LOSSY : LOSSLESS;
    write(content, kind, picture(pictureChunks).copy());
    byte[] chunksOnly = content.toByteArray();
    return ByteBuffer.allocate(RIFF_HEAD + chunksOnly.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii("RIFF"))
        .putInt(4 + chunksOnly.length)
        .put(ascii("WEBP"))
        .put(chunksOnly)
        .array();
  }

  private static WebpFile of(Bytes file) {
    long length = file.u32le(4) + HEAD;
    if (length > file.length() + length % 2) {
      throw UnreadableImageException.cutOff(NAME);
    }
    Map<String, Bytes> chunks = chunks(file.part(RIFF_HEAD, file.length() - RIFF_HEAD));
    Bytes animation = chunks.get(ANIMATION_FRAME);
    Map<String, Bytes> pictureChunks =
        animation == null
            ? chunks
            : chunks(animation.part(FRAME_HEAD, animation.length() - FRAME_HEAD));
    Frame size = size(pictureChunks);
    Frame frame =
        animation == null
            ? size
            : new Frame(
                animation.u24le(0) * 2, animation.u24le(3) * 2, size.width(), size.height());
    Bytes canvas = chunks.get(CANVAS);
    int width = canvas == null || animation == null ? size.width() : canvas.u24le(4) + 1;
    int height = canvas == null || animation == null ? size.height() : canvas.u24le(7) + 1;
    boolean fits = frame.left() + size.width() <= width && frame.top() + size.height() <= height;
    return fits
        ? new WebpFile(chunks, pictureChunks, frame, width, height)
        : new WebpFile(chunks, pictureChunks, size, size.width(), size.height());
  }

  /**
   * The first chunk of each name. One that is cut off throws, unless a whole picture came first.
   */
  private static Map<String, Bytes> chunks(Bytes list) {
    var chunks = new LinkedHashMap<String, Bytes>();
    long at = 0;
    while (at + HEAD <= list.length()) {
      String name = list.text((int) at, 4);
      long length = list.u32le((int) at + 4);
      boolean whole = length <= list.length() - at - HEAD;
      if (!whole && hasPicture(chunks)) {
        return chunks;
      }
      chunks.putIfAbsent(name, list.part(at + HEAD, length));
      at += HEAD + length + length % 2;
    }
    return chunks;
  }

  private static boolean hasPicture(Map<String, Bytes> chunks) {
    return chunks.containsKey(LOSSY)
        || chunks.containsKey(LOSSLESS)
        || chunks.containsKey(ANIMATION_FRAME);
  }

  private static Bytes picture(Map<String, Bytes> chunks) {
    Bytes lossy = chunks.get(LOSSY);
    Bytes picture = lossy == null ? chunks.get(LOSSLESS) : lossy;
    if (picture == null) {
      throw UnreadableImageException.damaged(NAME);
    }
    return picture;
  }

  private static Frame size(Map<String, Bytes> chunks) {
    Bytes picture = picture(chunks);
    if (chunks.containsKey(LOSSY)) {
      long firstPartition = picture.u24le(0) >> 5;
      if (firstPartition > picture.length() - LOSSY_HEAD) {
        throw UnreadableImageException.cutOff(NAME);
      }
      return new Frame(0, 0, picture.u16le(6) & 0x3fff, picture.u16le(8) & 0x3fff);
    }
    long packed = picture.u32le(1);
    if (picture.u8(0) != LOSSLESS_SIGNATURE) {
      throw UnreadableImageException.damaged(NAME);
    }
    return new Frame(0, 0, 1 + (int) (packed & 0x3fff), 1 + (int) (packed >> 14 & 0x3fff));
  }

  private static void write(ByteArrayOutputStream to, String name, byte[] content) {
    to.writeBytes(ascii(name));
    to.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length).array());
    to.writeBytes(content);
    if (content.length % 2 == 1) {
      to.write(0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
