package dev.likeness.kit.image;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The primary picture of a HEIF file (HEIC, AVIF): what it is made of and how it is shown. Read
 * apart from the decoder, so that native code gets single coded pictures of a known size and
 * nothing else of the file. Sources: ISO/IEC 14496-12 (boxes), ISO/IEC 23008-12 (items and their
 * properties), AV1 Image File Format 1.1.
 *
 * @param width in pixels, before cropping and orientation
 * @param height in pixels, before cropping and orientation
 * @param parts of which it is put together, in the order in which they are drawn
 * @param background red, green and blue, 8 bits each, of what no part covers
 * @param crop what is shown of it, before orientation
 * @param orientation how it becomes upright, as a value of the EXIF tag (1 to 8); what EXIF itself
 *     says does not count in these files
 * @param profile ICC profile of its colors
 * @param colors of its samples, stated by numbers
 * @param peak brightest light in cd/m2 ({@code clli})
 * @param alpha its opacity
 */
public record HeifFile(
    int width,
    int height,
    List<Part> parts,
    int background,
    Frame crop,
    int orientation,
    Optional<byte[]> profile,
    Optional<CodedColors> colors,
    OptionalInt peak,
    Optional<Alpha> alpha) {

  /** How a part is coded. */
  public enum Codec {
    HEVC,
    AV1
  }

  /**
   * One coded picture.
   *
   * @param place where it lies; what hangs over the whole is not shown
   * @param configuration the content of {@code hvcC} or {@code av1C}
   * @param data the coded picture
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Part(Codec codec, Frame place, byte[] configuration, byte[] data) {

    Part moved(int right, int down) {
      var moved =
          new Frame(
              Math.addExact(place.left(), right),
              Math.addExact(place.top(), down),
              place.width(),
              place.height());
      return new Part(codec, moved, configuration, data);
    }
  }

  /**
   * Opacity, as a gray picture.
   *
   * @param premultiplied whether colors are multiplied with it already
   */
  public record Alpha(int width, int height, List<Part> parts, boolean premultiplied) {
    public Alpha {
      parts = List.copyOf(parts);
    }
  }

  /**
   * Numbers of ITU-T H.273.
   *
   * @param fullRange whether samples use all values
   */
  public record CodedColors(int primaries, int transfer, int matrix, boolean fullRange) {}

  public HeifFile {
    parts = List.copyOf(parts);
  }

  static boolean isHeif(Bytes file) {
    return HeifItems.isHeif(file);
  }

  /**
   * @throws UnreadableImageException if the file is damaged, cut off, or coded otherwise
   */
  public static HeifFile of(byte[] file) {
    try {
      return new HeifPictures(HeifItems.of(new Bytes(file))).primary();
    } catch (IndexOutOfBoundsException e) {
      throw UnreadableImageException.cutOff("HEIF");
    }
  }

  /** The part with the most pixels: decoding takes room for it, whatever is shown of it. */
  Frame largestPart() {
    Stream<Part> all =
        Stream.concat(parts.stream(), alpha.stream().flatMap(found -> found.parts().stream()));
    return all.map(Part::place)
        .max(Comparator.comparingLong(place -> (long) place.width() * place.height()))
        .orElseThrow();
  }

  /** By the coding of its pixels: HEIC or AVIF. */
  public ImageFormat format() {
    return switch (parts.getFirst().codec()) {
      case HEVC -> ImageFormat.HEIF;
      case AV1 -> ImageFormat.AVIF;
    };
  }
}
