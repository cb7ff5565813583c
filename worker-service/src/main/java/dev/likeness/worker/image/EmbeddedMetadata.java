package dev.likeness.worker.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import dev.likeness.kit.image.HeifFile;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.JpegFile;
import dev.likeness.kit.image.PngFile;
import dev.likeness.kit.image.WebpFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The facts outside of the pixels that change how a picture looks. Damaged metadata counts as none:
 * people's photos often have some, and the picture is still theirs.
 */
final class EmbeddedMetadata {
  private static final int LARGEST_PROFILE = 4_000_000;
  private static final byte[] EXIF_PREAMBLE = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private EmbeddedMetadata() {}

  static Orientation orientation(ImageFormat format, byte[] file) {
    if (format == ImageFormat.HEIF || format == ImageFormat.AVIF) {
      return Orientation.of(HeifFile.of(file).orientation()); // EXIF does not count there
    }
    Metadata metadata =
        switch (format) {
          case JPEG -> exif(JpegFile.of(file).exif());
          case PNG -> exif(PngFile.of(file).chunk("eXIf"));
          case WEBP -> exif(WebpFile.of(file).exif());
          case GIF, HEIF, AVIF -> new Metadata();
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
  static Optional<byte[]> profile(PngFile png) {
    return png.chunk("iCCP").flatMap(EmbeddedMetadata::inflateProfile);
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
