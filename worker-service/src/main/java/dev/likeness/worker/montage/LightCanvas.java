package dev.likeness.worker.montage;

import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;

/**
 * A picture of light. Places are parts of its height, from the middle of the upper edge: the same
 * whatever its proportions. For one thread.
 */
final class LightCanvas {
  private final int width;
  private final int height;
  private final float[][] planes;

  /** What light there is at a place. */
  @FunctionalInterface
  interface Field {
    Colour at(double x, double y);
  }

  LightCanvas(int width, int height) {
    this.width = width;
    this.height = height;
    this.planes = new float[Photo.CHANNELS][width * height];
  }

  /** How far the sides are from the middle. */
  double side() {
    return .5 * width / height;
  }

  void fill(Field field) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Colour colour = field.at((x + .5 - .5 * width) / height, (y + .5) / height);
        int i = y * width + x;
        planes[0][i] = (float) colour.red();
        planes[1][i] = (float) colour.green();
        planes[2][i] = (float) colour.blue();
      }
    }
  }

  /** Covers what is below a line, whose edge is soft over so much. */
  void below(double line, double soft, Field field) {
    for (int i = 0; i < width * height; i++) {
      int row = i / width;
      double y = (row + .5) / height;
      double share = Math.clamp((y - line) / soft + .5, 0, 1);
      if (share > 0) {
        add(i, field.at((i % width + .5 - .5 * width) / height, y), share);
      }
    }
  }

  /**
   * A point of light out of focus: a disc, a little brighter at its rim.
   *
   * @param strength 1 to replace what is there, less to shine over it
   */
  void disc(double x, double y, double radius, Colour colour, double strength) {
    double middle = x * height + .5 * width;
    double line = y * height;
    double reach = radius * height;
    double soft = Math.max(1.5, .1 * reach);
    int top = Math.max(0, (int) (line - reach - soft));
    int bottom = Math.min(height, (int) (line + reach + soft) + 1);
    int left = Math.max(0, (int) (middle - reach - soft));
    int right = Math.min(width, (int) (middle + reach + soft) + 1);
    for (int py = top; py < bottom; py++) {
      for (int px = left; px < right; px++) {
        double distance = Math.hypot(px + .5 - middle, py + .5 - line);
        double inside = Math.clamp((reach - distance) / soft + .5, 0, 1);
        double rim = .8 + .35 * Math.pow(Math.min(1, distance / reach), 4);
        add(py * width + px, colour, Math.min(1, strength * inside * rim));
      }
    }
  }

  /** Adds light from a place that fades away. */
  void glow(double x, double y, double radius, Colour colour) {
    for (int py = 0; py < height; py++) {
      for (int px = 0; px < width; px++) {
        double across = (px + .5 - .5 * width) / height - x;
        double down = (py + .5) / height - y;
        double fade = Math.exp(-(across * across + down * down) / (radius * radius));
        int i = py * width + px;
        planes[0][i] += (float) (colour.red() * fade);
        planes[1][i] += (float) (colour.green() * fade);
        planes[2][i] += (float) (colour.blue() * fade);
      }
    }
  }

  /** The picture, for the caller to close. */
  Photo photo() {
    Photo photo = Photo.allocate(width, height);
    ByteBuffer pixels = photo.pixels();
    for (int i = 0; i < width * height; i++) {
      for (float[] plane : planes) {
        pixels.put(Light.toByte(plane[i], i % width, i / width));
      }
    }
    return photo;
  }

  private void add(int i, Colour colour, double share) {
    planes[0][i] += (float) ((colour.red() - planes[0][i]) * share);
    planes[1][i] += (float) ((colour.green() - planes[1][i]) * share);
    planes[2][i] += (float) ((colour.blue() - planes[2][i]) * share);
  }
}
