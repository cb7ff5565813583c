package dev.likeness.worker.image;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Pixels of one picture: red, green, blue bytes in sRGB, row by row without gaps, in memory outside
 * of the heap that is freed by {@link #close}. A photo of 3840 x 2160 takes 25 MB. Any thread may
 * read; writing is for the one that made it.
 */
public final class Photo implements AutoCloseable {
  /** Bytes per pixel. */
  public static final int CHANNELS = 3;

  private final int width;
  private final int height;
  private final Arena arena;
  private final ByteBuffer pixels;

  private Photo(int width, int height) {
    this.width = width;
    this.height = height;
    this.arena = Arena.ofShared();
    this.pixels = arena.allocate((long) width * height * CHANNELS).asByteBuffer();
  }

  /** A black picture. */
  public static Photo allocate(int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > Integer.MAX_VALUE / CHANNELS) {
      throw new IllegalArgumentException("no picture has " + width + " x " + height + " pixels");
    }
    return new Photo(width, height);
  }

  /** The same picture once more, for the caller to close. */
  public Photo copy() {
    Photo copy = new Photo(width, height);
    copy.pixels().put(pixels());
    return copy;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** All pixels, with a position of its own; writes go through to the picture. */
  public ByteBuffer pixels() {
    return pixels.duplicate();
  }

  /** Where a pixel begins in {@link #pixels}. */
  public int offset(int x, int y) {
    return (y * width + x) * CHANNELS;
  }

  /** Frees the memory; what was taken from {@link #pixels} must not be used any more. */
  @Override
  public void close() {
    arena.close();
  }
}
