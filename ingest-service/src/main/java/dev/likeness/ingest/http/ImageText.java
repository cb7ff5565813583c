package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.kit.error.RefusalException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** An image as a JSON string: a URL, base64, or a {@code data:} URL with base64. */
final class ImageText {
  private static final Pattern WEB_URL = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);
  private static final Pattern DATA_URL = Pattern.compile("(?i)data:[^,]{0,200};base64,");

  private ImageText() {}

  /**
   * @param field that holds it, for the refusal's sentence
   * @throws RefusalException if {@code text} is neither
   */
  static ImageSource read(String field, String text) {
    if (text.regionMatches(true, 0, "http", 0, 4) && WEB_URL.matcher(text).matches()) {
      return new ImageSource.AtUrl(text.strip());
    }
    var prefix = DATA_URL.matcher(text);
    return new ImageSource.Inline(
        decoded(field, prefix.lookingAt() ? text.substring(prefix.end()) : text));
  }

  private static byte[] decoded(String field, String base64) {
    byte[] bytes;
    try {
      // Not US_ASCII: that would turn foreign characters into valid looking ones.
      bytes =
          Base64.getDecoder().decode(withoutLineBreaks(base64).getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new RefusalException(
          FailureCode.INVALID_IMAGE, field + " is neither an https URL nor valid base64.");
    }
    if (bytes.length == 0) {
      throw new RefusalException(FailureCode.INVALID_IMAGE, field + " is empty.");
    }
    return bytes;
  }

  /** Tools wrap base64 at 76 characters; only then is a copy made. */
  private static String withoutLineBreaks(String base64) {
    return base64.indexOf('\n') < 0 && base64.indexOf('\r') < 0
        ? base64
        : base64.replace("\n", "").replace("\r", "");
  }
}
