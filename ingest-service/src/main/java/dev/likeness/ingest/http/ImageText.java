package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.kit.error.RefusalException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An image as a JSON string: a URL, base64, or a {@code data:} URL with base64. What tools make of
 * base64 is taken as it comes, as long as it can mean one thing only: both alphabets of RFC 4648,
 * with and without padding, with white space anywhere, and percent-encoded in a {@code data:} URL
 * (RFC 2397).
 */
final class ImageText {
  private static final Pattern WEB_URL = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);
  private static final Pattern DATA_URL =
      Pattern.compile("(?i)\\s*data:([^,]{0,200}),", Pattern.DOTALL);
  private static final Pattern BASE64_MARK = Pattern.compile("(?i);\\s*base64\\s*$");

  /** Value of each character; the negative ones have none. */
  private static final byte[] DIGITS = digits();

  private static final byte WHITE_SPACE = -1;
  private static final byte PADDING = -2;
  private static final byte NO_BASE64 = -3;

  private ImageText() {}

  /**
   * @param field that holds it, for the refusal's sentence
   * @throws RefusalException if {@code text} is neither
   */
  static ImageSource read(String field, String text) {
    if (WEB_URL.matcher(text.stripLeading()).matches()) {
      return new ImageSource.AtUrl(text.strip());
    }
    var prefix = DATA_URL.matcher(text);
    if (!prefix.lookingAt()) {
      return new ImageSource.Inline(decoded(field, text, 0));
    }
    if (!BASE64_MARK.matcher(prefix.group(1)).find()) {
      throw new RefusalException(
          FailureCode.INVALID_IMAGE, field + " is a data: URL without ;base64 before its comma.");
    }
    boolean encoded = text.indexOf('%', prefix.end()) >= 0;
    return new ImageSource.Inline(
        encoded
            ? decoded(field, percentDecoded(field, text.substring(prefix.end())), 0)
            : decoded(field, text, prefix.end()));
  }

  private static byte[] decoded(String field, String base64, int from) {
    var bytes = new byte[(int) ((base64.length() - from) * 3L / 4)];
    int count = 0;
    int digits = 0;
    int bits = 0;
    int padding = 0;
    for (int i = from; i < base64.length(); i++) {
      char c = base64.charAt(i);
      byte value = c < DIGITS.length ? DIGITS[c] : NO_BASE64;
      if (value == WHITE_SPACE) {
        continue;
      }
      if (value == PADDING) {
        padding++;
        continue;
      }
      if (value == NO_BASE64 || padding > 0) {
        throw notBase64(field);
      }
      bits = (bits << 6) | value;
      digits++;
      if (digits % 4 != 1) {
        int surplus =
            switch (digits % 4) {
              case 2 -> 4;
              case 3 -> 2;
              default -> 0;
            };
        bytes[count++] = (byte) (bits >> surplus);
      }
    }
    boolean isWhole = digits % 4 != 1 && (padding == 0 || (digits + padding) % 4 == 0);
    if (!isWhole || padding > 2) {
      throw notBase64(field);
    }
    if (count == 0) {
      throw new RefusalException(FailureCode.INVALID_IMAGE, field + " is empty.");
    }
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  /** Only the percent signs: a plus is a digit here, not a space. */
  private static String percentDecoded(String field, String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw notBase64(field);
    }
  }

  private static RefusalException notBase64(String field) {
    return new RefusalException(
        FailureCode.INVALID_IMAGE, field + " is neither an https URL nor valid base64.");
  }

  private static byte[] digits() {
    var digits = new byte[128];
    Arrays.fill(digits, NO_BASE64);
    for (char c : new char[] {' ', '\t', '\r', '\n', '\f'}) {
      digits[c] = WHITE_SPACE;
    }
    digits['='] = PADDING;
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int i = 0; i < alphabet.length(); i++) {
      digits[alphabet.charAt(i)] = (byte) i;
    }
    digits['+'] = 62;
    digits['-'] = 62;
    digits['/'] = 63;
    digits['_'] = 63;
    return digits;
  }
}
