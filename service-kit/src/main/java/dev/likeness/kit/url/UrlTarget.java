package dev.likeness.kit.url;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** Path and query of a URL. */
final class UrlTarget {
  private static final String UNRESERVED_MARKS = "-._~";
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";
  private static final String IN_PATH = UNRESERVED_MARKS + SUB_DELIMITERS + ":@/";

  /** Brackets do not belong there, but are in use, and servers take them as they are. */
  private static final String IN_QUERY = IN_PATH + "?[]";

  private UrlTarget() {}

  /**
   * In the characters of RFC 3986, without a fragment, beginning with a slash.
   *
   * @throws UrlSyntaxException if it is not clear what is meant
   */
  static String encoded(String text) throws UrlSyntaxException {
    int fragment = text.indexOf('#');
    String target = fragment < 0 ? text : text.substring(0, fragment);
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    if (path.contains("\\")) {
      throw new UrlSyntaxException("is not a URL: it contains a backslash; use a slash");
    }
    String query = question < 0 ? "" : "?" + encoded(target.substring(question + 1), IN_QUERY);
    return (path.startsWith("/") ? "" : "/") + encoded(path, IN_PATH) + query;
  }

  static String pathOf(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Without the segments {@code .} and {@code ..}: RFC 3986 section 5.2.4. */
  static String withoutDots(String target) {
    String path = pathOf(target);
    String[] segments = path.split("/", -1);
    var kept = new ArrayDeque<String>();
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return "/" + String.join("/", kept) + target.substring(path.length());
  }

  private static String encoded(String text, String allowed) throws UrlSyntaxException {
    var encoded = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      int length = Character.charCount(character);
      if (character == '%' && !isHex(text, i + 1)) {
        throw new UrlSyntaxException(
            "is not a URL: it contains a % without two hexadecimal digits behind it; write %25");
      }
      if (character == '%' || isPlain(character, allowed)) {
        encoded.append((char) character);
      } else {
        appendBytes(text.substring(i, i + length), encoded);
      }
      i += length;
    }
    return encoded.toString();
  }

  private static boolean isPlain(int character, String allowed) {
    return character < 0x80
        && (Character.isLetterOrDigit(character) || allowed.indexOf(character) >= 0);
  }

  private static boolean isHex(String text, int from) {
    return from + 2 <= text.length()
        && Character.digit(text.charAt(from), 16) >= 0
        && Character.digit(text.charAt(from + 1), 16) >= 0
        && text.charAt(from) < 0x80
        && text.charAt(from + 1) < 0x80;
  }

  private static void appendBytes(String character, StringBuilder encoded)
      throws UrlSyntaxException {
    try {
      var bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(character));
      while (bytes.hasRemaining()) {
        encoded.append(String.format("%%%02X", bytes.get()));
      }
    } catch (CharacterCodingException e) {
      throw new UrlSyntaxException("is not a URL: it contains half a character");
    }
  }
}
