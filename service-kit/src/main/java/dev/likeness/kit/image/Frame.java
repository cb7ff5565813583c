package dev.likeness.kit.image;

/**
 * A rectangle of pixels within a picture.
 *
 * @param left of its first column
 * @param top of its first row
 */
public record Frame(int left, int top, int width, int height) {

  /** Whether it is a whole picture of that size. */
  public boolean isWhole(int pictureWidth, int pictureHeight) {
    return left == 0 && top == 0 && width == pictureWidth && height == pictureHeight;
  }
}
