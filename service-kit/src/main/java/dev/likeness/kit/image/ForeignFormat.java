package dev.likeness.kit.image;

import java.util.List;
import java.util.Optional;

/**
 * Names formats that people send and that are not read, so that the answer can say which it was.
 */
final class ForeignFormat {
  private static final String JPEG_2000 = "\0\0\0\fjP  ";
  private static final String JPEG_XL = "\0\0\0\fJXL ";

  /** Text at a place of the file, and what begins so. */
  private record Sign(int at, String text, String name) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(0, "II*\0", "A TIFF or raw photo file"),
          new Sign(0, "MM\0*", "A TIFF or raw photo file"),
          new Sign(0, "II+\0", "A TIFF file"),
          new Sign(0, "MM\0+", "A TIFF file"),
          new Sign(0, "BM", "A BMP file"),
          new Sign(0, JPEG_2000, "A JPEG 2000 file"),
          new Sign(0, "\u00ffO\u00ffQ", "A JPEG 2000 file"),
          new Sign(0, JPEG_XL, "A JPEG XL file"),
          new Sign(0, "\u00ff\n", "A JPEG XL file"),
          new Sign(0, "II\u00bc", "A JPEG XR file"),
          new Sign(0, "8BPS", "A Photoshop file"),
          new Sign(0, "%PDF", "A PDF file"),
          new Sign(0, "%!PS", "A PostScript file"),
          new Sign(0, "<svg", "An SVG file"),
          new Sign(0, "\0\0\1\0", "An icon file"),
          new Sign(0, "qoif", "A QOI file"),
          new Sign(0, "#?RADIANCE", "A Radiance HDR file"),
          new Sign(0, "v/1\1", "An OpenEXR file"),
          new Sign(4, "ftypcrx ", "A raw photo file"),
          new Sign(4, "ftyp", "A film or another file in the MP4 container"),
          new Sign(0, "RIFF", "A sound or film file"),
          new Sign(0, "\u001aE\u00df\u00a3", "A film file"));

  private ForeignFormat() {}

  static Optional<String> nameOf(Bytes file) {
    return SIGNS.stream().filter(sign -> file.has(sign.at, sign.text)).map(Sign::name).findFirst();
  }
}
