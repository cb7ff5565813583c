package dev.likeness.worker.geometry;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a line that is computed at once: what is seen of it, and the core that is kept. The
 * cores of all windows are the line.
 *
 * @param seen first position that is seen
 * @param from first position of the core
 * @param to position after the core
 */
public record Window(int seen, int from, int to) {

  /**
   * Windows of one size over a line, evenly spread. A line that is shorter has one window, which
   * sees more than there is.
   *
   * @param overlap least distance from a core to where its window ends, except at the line's ends
   */
  public static List<Window> along(int length, int size, int overlap) {
    if (length <= size) {
      return List.of(new Window(0, 0, length));
    }
    if (overlap < 0 || 2 * overlap >= size) {
      throw new IllegalArgumentException(
          "windows of " + size + " cannot overlap by " + overlap + " on both sides");
    }
    int count = Math.ceilDiv(length - 2 * overlap, size - 2 * overlap);
    List<Window> windows = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int seen = start(i, count, length - size);
      int to = i == count - 1 ? length : (start(i + 1, count, length - size) + seen + size) / 2;
      windows.add(new Window(seen, from, to));
      from = to;
    }
    return windows;
  }

  private static int start(int index, int count, int last) {
    return Math.toIntExact((long) index * last / (count - 1));
  }
}
