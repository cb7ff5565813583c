package dev.likeness.callback.streams;

import java.nio.ByteBuffer;

/** The value of a deposit that was counted: the offset of its entry, in eight bytes. */
final class CountedAt {
  /** What an earlier version wrote holds no offset: it is an entry before all that are read now. */
  private static final long BEFORE_ALL = -1;

  private CountedAt() {}

  static byte[] bytes(long offset) {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }

  static long offset(byte[] counted) {
    return counted.length < Long.BYTES ? BEFORE_ALL : ByteBuffer.wrap(counted).getLong();
  }
}
