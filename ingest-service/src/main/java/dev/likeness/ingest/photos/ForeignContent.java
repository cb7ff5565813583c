package dev.likeness.ingest.photos;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What came instead of a photo, told by its first bytes: mostly the page of a host that wants a
 * login, an error as JSON, or a file of another kind. Source: the MIME Sniffing standard of WHATWG,
 * as far as it is about these.
 */
final class ForeignContent {
  private static final int MAX_LOOKED_AT = 1024;

  private ForeignContent() {}

  /** Ends a sentence that begins with "it is"; empty if the bytes do not tell. */
  static Optional<String> nameOf(byte[] bytes) {
    if (bytes.length == 0) {
      return Optional.of("empty");
    }
    String begin =
        new String(bytes, 0, Math.min(bytes.length, MAX_LOOKED_AT), StandardCharsets.ISO_8859_1);
    if (begin.startsWith("\u001F\u008B")) {
      return Optional.of("compressed with gzip, which only the file itself may be");
    }
    if (begin.startsWith("%PDF-")) {
      return Optional.of("a PDF document");
    }
    if (begin.startsWith("PK\u0003\u0004")) {
      return Optional.of("a ZIP archive");
    }
    return nameOfText(begin);
  }

  private static Optional<String> nameOfText(String begin) {
    String text = begin.startsWith("\u00EF\u00BB\u00BF") ? begin.substring(3) : begin;
    if (text.chars().anyMatch(ForeignContent::isBinary)) {
      return Optional.empty();
    }
    String word = text.stripLeading().toLowerCase(Locale.ROOT);
    if (word.isEmpty()) {
      return Optional.of("text");
    }
    return Optional.of(
        switch (word.charAt(0)) {
          case '<' -> markup(word);
          case '{', '[' -> "JSON";
          default -> "text";
        });
  }

  private static String markup(String word) {
    if (word.contains("<!doctype html") || word.contains("<html") || word.startsWith("<head")) {
      return "an HTML page";
    }
    return word.contains("<svg") ? "an SVG drawing" : "XML";
  }

  private static boolean isBinary(int character) {
    return character < ' ' && !Character.isWhitespace(character);
  }
}
