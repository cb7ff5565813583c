package dev.likeness.worker.testing;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Image files for tests, honest and otherwise. */
public final class ImageFiles {
  private static final int PNG_FIRST_CHUNK_END = 8 + 25;

  private ImageFiles() {}

  /** The image in a format that the JDK writes: {@code png}, {@code jpg}, {@code gif}. */
  public static byte[] file(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("this image cannot be written as " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * A PNG of black pixels, one bit each, that takes about a thousandth of the memory that its
   * decoding would: 50,000 x 50,000 pixels are 300 kB.
   */
  public static byte[] pngBomb(int width, int height) throws IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (OutputStream deflated = new DeflaterOutputStream(rows)) {
      byte[] row = new byte[1 + (width + 7) / 8];
      for (int y = 0; y < height; y++) {
        deflated.write(row);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put(8, (byte) 1).array();
    file.write(pngChunk("IHDR", header));
    file.write(pngChunk("IDAT", rows.toByteArray()));
    file.write(pngChunk("IEND", new byte[0]));
    return file.toByteArray();
  }

  /** A JPEG file with an EXIF orientation. */
  public static byte[] jpegWithOrientation(byte[] jpeg, int orientation) {
    byte[] exif = join("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiff(orientation));
    return jpegWithSegment(jpeg, 0xe1, exif);
  }

  /** A PNG file with an EXIF orientation. */
  public static byte[] pngWithOrientation(byte[] png, int orientation) throws IOException {
    return pngWithChunk(png, "eXIf", tiff(orientation));
  }

  /** A PNG file with a colour profile. */
  public static byte[] pngWithProfile(byte[] png, byte[] profile) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write("test\0\0".getBytes(StandardCharsets.US_ASCII));
    try (OutputStream deflated = new DeflaterOutputStream(chunk)) {
      deflated.write(profile);
    }
    return pngWithChunk(png, "iCCP", chunk.toByteArray());
  }

  /** A JPEG file with a colour profile in one segment. */
  public static byte[] jpegWithProfile(byte[] jpeg, byte[] profile) {
    byte[] preamble = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.US_ASCII);
    return jpegWithSegment(jpeg, 0xe2, join(preamble, profile));
  }

  /** A JPEG file of one colour in four inks, with the marker that Adobe's programs write. */
  public static byte[] cmykJpeg(int width, int height, int[] inks) throws IOException {
    return adobeJpeg(width, height, inks, 0);
  }

  /**
   * A JPEG file of one colour with four samples, and Adobe's marker.
   *
   * @param transform 0 if the samples are inks, 2 if they are YCbCr and black
   */
  public static byte[] adobeJpeg(int width, int height, int[] inks, int transform)
      throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int i = 0; i < width * height; i++) {
      raster.setPixel(i % width, i / width, inks);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(file)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), writer.getDefaultWriteParam());
    } finally {
      writer.dispose();
    }
    byte[] adobe =
        ByteBuffer.allocate(12)
            .put("Adobe".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 0)
            .put((byte) 100)
            .put(11, (byte) transform)
            .array();
    return jpegWithSegment(file.toByteArray(), 0xee, adobe);
  }

  /** A simple WebP file with a profile before and EXIF after its picture; each may be empty. */
  public static byte[] extendedWebp(
      byte[] webp, int width, int height, byte[] profile, byte[] exif) {
    byte[] head =
        ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((profile.length > 0 ? 0x20 : 0) | (exif.length > 0 ? 0x08 : 0))
            .putInt(4, width - 1)
            .putShort(7, (short) (height - 1))
            .array();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(riffChunk("VP8X", head));
    if (profile.length > 0) {
      body.writeBytes(riffChunk("ICCP", profile));
    }
    body.write(webp, 12, webp.length - 12);
    if (exif.length > 0) {
      body.writeBytes(riffChunk("EXIF", exif));
    }
    return riffChunk("RIFF", body.toByteArray());
  }

  private static byte[] riffChunk(String name, byte[] content) {
    return ByteBuffer.allocate(8 + content.length + content.length % 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  /** A GIF file whose picture lies somewhere on a larger canvas. */
  public static byte[] gifOnCanvas(byte[] gif, int width, int height, int left, int top) {
    byte[] moved = gif.clone();
    ByteBuffer bytes = ByteBuffer.wrap(moved).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(6, (short) width).putShort(8, (short) height);
    int at = 13 + ((moved[10] & 0x80) == 0 ? 0 : 3 << ((moved[10] & 7) + 1));
    while (moved[at] == 0x21) {
      at += 2;
      while (moved[at] != 0) {
        at += 1 + (moved[at] & 255);
      }
      at++;
    }
    bytes.putShort(at + 1, (short) left).putShort(at + 3, (short) top);
    return moved;
  }

  /** A PNG file that says by which power its samples are light. */
  public static byte[] pngWithGamma(byte[] png, double exponent) throws IOException {
    int value = (int) Math.round(exponent * 100_000);
    return pngWithChunk(png, "gAMA", ByteBuffer.allocate(4).putInt(value).array());
  }

  /** EXIF with an orientation, as PNG and WebP files hold it. */
  public static byte[] exif(int orientation) {
    return tiff(orientation);
  }

  /** A file of the test resources. */
  public static byte[] resource(String path) {
    try (InputStream in = ImageFiles.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new FileNotFoundException(path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A grey progressive JPEG whose last scan comes again and again. */
  public static byte[] jpegWithScans(int width, int height, int scans) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(file)) {
      var parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(out);
      var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    byte[] jpeg = file.toByteArray();
    int last = jpeg.length - 2;
    while ((jpeg[last] & 255) != 0xff || (jpeg[last + 1] & 255) != 0xda) {
      last--;
    }
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(jpeg, 0, last);
    for (int i = 0; i < scans; i++) {
      many.write(jpeg, last, jpeg.length - 2 - last);
    }
    many.write(jpeg, jpeg.length - 2, 2);
    return many.toByteArray();
  }

  /** Puts a segment where EXIF and ICC belong: after the start, or after the JFIF segment. */
  public static byte[] jpegWithSegment(byte[] jpeg, int marker, byte[] content) {
    boolean jfif = (jpeg[3] & 255) == 0xe0;
    int at = jfif ? 4 + ByteBuffer.wrap(jpeg).getShort(4) : 2;
    byte[] segment =
        ByteBuffer.allocate(4 + content.length)
            .put((byte) 0xff)
            .put((byte) marker)
            .putShort((short) (2 + content.length))
            .put(content)
            .array();
    return join(Arrays.copyOf(jpeg, at), join(segment, Arrays.copyOfRange(jpeg, at, jpeg.length)));
  }

  /** A PNG file with one more chunk, before its pixels. */
  public static byte[] pngWithChunk(byte[] png, String name, byte[] content) throws IOException {
    return join(
        join(Arrays.copyOf(png, PNG_FIRST_CHUNK_END), pngChunk(name, content)),
        Arrays.copyOfRange(png, PNG_FIRST_CHUNK_END, png.length));
  }

  private static byte[] pngChunk(String name, byte[] content) throws IOException {
    byte[] body = join(name.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 check = new CRC32();
    check.update(body);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(chunk);
    out.writeInt(content.length);
    out.write(body);
    out.writeInt((int) check.getValue());
    return chunk.toByteArray();
  }

  /** A TIFF directory with one entry: tag 0x112, one unsigned short. */
  private static byte[] tiff(int orientation) {
    return ByteBuffer.allocate(26)
        .put((byte) 'M')
        .put((byte) 'M')
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
