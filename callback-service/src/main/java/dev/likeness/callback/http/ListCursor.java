package dev.likeness.callback.http;

import dev.likeness.schema.v1.ListingPosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a list as customers carry it around. It is not signed: it says only where to go on
 * within an account's own list, so whoever makes one up reads their own jobs from another place.
 */
final class ListCursor {
  private static final int LONGEST = 128;
  private static final Pattern FORM = Pattern.compile("1/([0-9]{1,15})/([0-9a-f]{32})");

  private ListCursor() {}

  static String of(ListingPosition place) {
    String text = "1/" + place.getCreatedAt().toEpochMilli() + "/" + place.getJobId();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Empty unless {@link #of} can have made it. */
  static Optional<ListingPosition> parse(String cursor) {
    if (cursor.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      var parts = FORM.matcher(text);
      return parts.matches()
          ? Optional.of(
              new ListingPosition(
                  Instant.ofEpochMilli(Long.parseLong(parts.group(1))), parts.group(2)))
          : Optional.empty();
    } catch (IllegalArgumentException e) { // not Base64
      return Optional.empty();
    }
  }
}
