package dev.likeness.kit.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file, or a part of one, with reads that cannot leave it: beyond the end, {@link
 * IndexOutOfBoundsException}.
 *
 * @param begin first byte
 * @param end after the last byte
 */
record Bytes(byte[] file, int begin, int end) {
  Bytes(byte[] file) {
    this(file, 0, file.length);
  }

  int length() {
    return end - begin;
  }

  /** An unsigned byte. */
  int u8(int at) {
    return file[index(at, 1)] & 0xff;
  }

  /** Two bytes, the highest first. */
  int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  /** Four bytes, the highest first. */
  long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /** Two bytes, the lowest first. */
  int u16le(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  /** Three bytes, the lowest first. */
  int u24le(int at) {
    return u16le(at) | u8(at + 2) << 16;
  }

  /** Four bytes, the lowest first. */
  long u32le(int at) {
    return u16le(at) | (long) u16le(at + 2) << 16;
  }

  /** A number of some bytes, the highest first; at most 2^62. */
  long number(int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | u8(at + i);
    }
    if (value < 0 || value > 1L << 62) {
      throw new IndexOutOfBoundsException("a number is too large");
    }
    return value;
  }

  /** Whether the text stands there; false beyond the end. */
  boolean has(int at, String text) {
    return at >= 0 && at + text.length() <= length() && text(at, text.length()).equals(text);
  }

  String text(int at, int length) {
    return new String(file, index(at, length), length, StandardCharsets.ISO_8859_1);
  }

  /** A part of this part. */
  Bytes part(long from, long length) {
    if (from < 0 || length < 0 || from > length() || length > length() - from) {
      throw new IndexOutOfBoundsException("a part is longer than what holds it");
    }
    return new Bytes(file, begin + (int) from, begin + (int) (from + length));
  }

  byte[] copy() {
    return Arrays.copyOfRange(file, begin, end);
  }

  private int index(int at, int length) {
    if (at < 0 || length < 0 || at > length() - length) {
      throw new IndexOutOfBoundsException("beyond the end");
    }
    return begin + at;
  }
}
