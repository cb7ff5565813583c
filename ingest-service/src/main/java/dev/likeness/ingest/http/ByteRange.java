package dev.likeness.ingest.http;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a representation that a {@code Range} header asks for (RFC 9110 section 14.1.2).
 *
 * @param first byte
 * @param bytes its length; 0 if nothing of what was asked for is there
 */
record ByteRange(long first, long bytes) {
  private static final Pattern FORM = Pattern.compile("(?i)bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * @param header what was asked for; several ranges at once, and what nobody can read, are
   *     ignored, as the RFC allows
   * @param size of the whole
   * @return empty for the whole
   */
  static Optional<ByteRange> of(@Nullable String header, long size) {
    var parts = FORM.matcher(header == null ? "" : header.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    String from = parts.group(1);
    String to = parts.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? Optional.empty() : Optional.of(last(Long.parseLong(to), size));
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
    if (!to.isEmpty() && Long.parseLong(to) < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(first, Math.max(0, last - first + 1)));
  }

  private static ByteRange last(long bytes, long size) {
    long length = Math.min(bytes, size);
    return new ByteRange(size - length, length);
  }

  boolean isThere() {
    return bytes > 0;
  }

  /** Value of {@code Content-Range}. */
  String of(long size) {
    return isThere()
        ? "bytes " + first + "-" + (first + bytes - 1) + "/" + size
        : "bytes */" + size;
  }
}
