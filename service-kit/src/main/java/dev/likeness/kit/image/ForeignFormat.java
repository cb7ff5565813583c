package dev.likeness.kit.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Names what people send and what hosts answer instead of a photo, so that the answer can say which
 * it was. Source for text: the MIME Sniffing standard of WHATWG, as far as it is about these.
 */
final class ForeignFormat {
  private static final String JPEG_2000 = "\0\0\0\fjP  ";
  private static final int MAX_TEXT_LOOKED_AT = 1024;
  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";
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
          new Sign(0, "\u001F\u008B", "A file compressed with gzip"),
          new Sign(0, "PK\3\4", "A ZIP archive"),
          new Sign(0, "\0\0\1\0", "An icon file"),
          new Sign(0, "qoif", "A QOI file"),
          new Sign(0, "#?RADIANCE", "A Radiance HDR file"),
          new Sign(0, "v/1\1", "An OpenEXR file"),
          new Sign(4, "ftypcrx ", "A raw photo file"),
          new Sign(4, "ftyp", "A film or another file in the MP4 container"),
          new Sign(0, "RIFF", "A sound or film file"),
          new Sign(0, "\u001aE\u00df\u00a3", "A film file"));

  private ForeignFormat() {}

  /** Begins a sentence; empty if the bytes do not tell. */
  static Optional<String> nameOf(Bytes file) {
    if (file.length() == 0) {
      return Optional.of("An empty file");
    }
    return SIGNS.stream()
        .filter(sign -> file.has(sign.at, sign.text))
        .map(Sign::name)
        .findFirst()
        .or(() -> nameOfText(file));
  }

  private static Optional<String> nameOfText(Bytes file) {
    int length = Math.min(file.length(), MAX_TEXT_LOOKED_AT);
    String begin = new String(file.file(), file.begin(), length, StandardCharsets.ISO_8859_1);
    String text =
        begin.startsWith(BYTE_ORDER_MARK) ? begin.substring(BYTE_ORDER_MARK.length()) : begin;
    if (text.chars().anyMatch(ForeignFormat::isBinary)) {
      return Optional.empty();
    }
    String word = text.stripLeading().toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return Optional.of("A text file");
    }
    return Optional.of(
        switch (word.charAt(0)) {
          case '<' -> markup(word);
          case '{', '[' -> "A JSON document";
          default -> "A text file";
        });
  }

  private static String markup(String word) {
    if (word.contains("<!doctype html") || word.contains("<html") || word.startsWith("<head")) {
      return "An HTML page";
    }
    return word.contains("<svg") ? "An SVG file" : "An XML document";
  }

  private static boolean isBinary(int character) {
    return character < ' ' && !Character.isWhitespace(character);
  }
}
