package dev.likeness.worker.image;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The facts outside of the pixels that change how a picture looks. Damaged metadata counts as none:
 * people's photos often have some, and the picture is still theirs.
 */
final class EmbeddedMetadata {
  private static final int LARGEST_PROFILE = 4_000_000;
  private static final byte[] EXIF_PREAMBLE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private static final int PNG_COLOUR_TYPE = 25;
  private static final double GAMMA_UNIT = 100_000;
  private static final double SCREEN_GAMMA = 1 / 2.2;
  private static final double SAME_GAMMA = .05;
  private static final double LEAST_GAMMA = .1;
  private static final double MOST_GAMMA = 4;

  private EmbeddedMetadata() {}

  static Orientation orientation(ImageFormat format, byte[] file) {
    Metadata metadata =
        switch (format) {
          case JPEG -> jpeg(file);
          case PNG -> exif(pngChunk(file, "eXIf"));
          case WEBP -> exif(webpChunk(file, "EXIF"));
          case GIF, HEIF -> new Metadata(); // none, and in a header of its own
        };
    ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    if (directory == null || !directory.containsTag(ExifIFD0Directory.TAG_ORIENTATION)) {
      return Orientation.UPRIGHT;
    }
    try {
      return Orientation.of(directory.getInt(ExifIFD0Directory.TAG_ORIENTATION));
    } catch (MetadataException e) {
      return Orientation.UPRIGHT;
    }
  }

  /** The ICC profile of a PNG, whose reader ignores it. */
  static Optional<byte[]> pngProfile(byte[] file) {
    return pngChunk(file, "iCCP").flatMap(EmbeddedMetadata::inflateProfile);
  }

  /**
   * The exponent of a PNG's samples, where that is not what screens expect and nothing better is
   * said.
   */
  static OptionalDouble pngGamma(byte[] file) {
    if (pngChunk(file, "sRGB").isPresent()) {
      return OptionalDouble.empty();
    }
    double gamma =
        pngChunk(file, "gAMA")
            .filter(chunk -> chunk.length == 4)
            .map(chunk -> ByteBuffer.wrap(chunk).getInt() / GAMMA_UNIT)
            .orElse(SCREEN_GAMMA);
    boolean usual = Math.abs(gamma / SCREEN_GAMMA - 1) < SAME_GAMMA;
    return usual || gamma < LEAST_GAMMA || gamma > MOST_GAMMA
        ? OptionalDouble.empty()
        : OptionalDouble.of(gamma);
  }

  /** Whether the pixels of a PNG are grey: bit 1 of its colour type says that they are not. */
  static boolean isGreyPng(byte[] file) {
    return file.length > PNG_COLOUR_TYPE && (file[PNG_COLOUR_TYPE] & 2) == 0;
  }

  static Optional<byte[]> pngChunk(byte[] file, String name) {
    return chunk(file, 8, ByteOrder.BIG_ENDIAN, name);
  }

  static Optional<byte[]> webpChunk(byte[] file, String name) {
    return chunk(file, 12, ByteOrder.LITTLE_ENDIAN, name);
  }

  private static Metadata jpeg(byte[] file) {
    try {
      return JpegMetadataReader.readMetadata(
          new ByteArrayInputStream(file), List.of(new ExifReader()));
    } catch (JpegProcessingException | IOException e) {
      return new Metadata();
    }
  }

  private static Metadata exif(Optional<byte[]> chunk) {
    Metadata metadata = new Metadata();
    chunk.ifPresent(
        bytes -> {
          boolean preamble =
              Arrays.equals(bytes, 0, Math.min(6, bytes.length), EXIF_PREAMBLE, 0, 6);
          new ExifReader().extract(new ByteArrayReader(bytes, preamble ? 6 : 0), metadata);
        });
    return metadata;
  }

  /** PNG and WebP are both lists of chunks: length and name (in either order), then the bytes. */
  private static Optional<byte[]> chunk(byte[] file, int first, ByteOrder order, String name) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(order);
    boolean png = order == ByteOrder.BIG_ENDIAN;
    long at = first;
    while (at + 8 <= file.length) {
      int start = (int) at;
      long length = Integer.toUnsignedLong(bytes.getInt(png ? start : start + 4));
      String found = new String(file, png ? start + 4 : start, 4, StandardCharsets.ISO_8859_1);
      if (start + 8 + length > file.length || found.equals("IEND")) {
        return Optional.empty();
      }
      if (found.equals(name)) {
        return Optional.of(Arrays.copyOfRange(file, start + 8, start + 8 + (int) length));
      }
      at += 8 + length + (png ? 4 : length % 2);
    }
    return Optional.empty();
  }

  /** Name, a zero, the method (0), then the profile, deflated. */
  private static Optional<byte[]> inflateProfile(byte[] chunk) {
    int name = 0;
    while (name < chunk.length && chunk[name] != 0) {
      name++;
    }
    if (name + 2 >= chunk.length) {
      return Optional.empty();
    }
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(chunk, name + 2, chunk.length - name - 2);
      ByteArrayOutputStream profile = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      while (!inflater.finished()) {
        int count = inflater.inflate(part);
        if (count == 0 || profile.size() + count > LARGEST_PROFILE) {
          return Optional.empty();
        }
        profile.write(part, 0, count);
      }
      return Optional.of(profile.toByteArray());
    } catch (DataFormatException e) {
      return Optional.empty();
    }
  }
}
