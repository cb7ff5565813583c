package dev.likeness.worker.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Fields of a protobuf message, one after the other. What little the worker must know about an ONNX
 * file, and ONNX Runtime does not say, is read with this: a library of several megabytes for a few
 * numbers would be out of proportion.
 */
final class ProtobufFields {
  private final InputStream in;
  private long position;
  private int tag;

  /**
   * @param in must be able to go back a byte (mark and reset)
   */
  ProtobufFields(InputStream in) {
    this.in = in;
  }

  long position() {
    return position;
  }

  /** Goes to the next field; false at the end. */
  boolean next() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return false;
    }
    in.reset();
    tag = Math.toIntExact(number());
    return true;
  }

  int field() {
    return tag >>> 3;
  }

  /** A variable-length integer: seven bits a byte, the lowest first. */
  long number() throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the file ends too early");
      }
      position++;
      number |= (next & 127L) << shift;
      if (next < 128) {
        return number;
      }
    }
    throw new IOException("this is not an ONNX file");
  }

  /** Of a repeated field: one, or several that are packed. */
  List<Long> numbers() throws IOException {
    if ((tag & 7) == 0) {
      return List.of(number());
    }
    List<Long> numbers = new ArrayList<>();
    long end = length() + position;
    while (position < end) {
      numbers.add(number());
    }
    return numbers;
  }

  /** Bytes of the content that follows. */
  long length() throws IOException {
    if ((tag & 7) != 2) {
      throw new IOException("this is not an ONNX file");
    }
    return number();
  }

  byte[] bytes() throws IOException {
    int length = Math.toIntExact(length());
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the file ends too early");
    }
    position += length;
    return bytes;
  }

  void skip() throws IOException {
    switch (tag & 7) {
      case 0 -> number();
      case 1 -> leave(Long.BYTES);
      case 2 -> leave(number());
      case 5 -> leave(Integer.BYTES);
      default -> throw new IOException("this is not an ONNX file");
    }
  }

  private void leave(long length) throws IOException {
    in.skipNBytes(length);
    position += length;
  }
}
