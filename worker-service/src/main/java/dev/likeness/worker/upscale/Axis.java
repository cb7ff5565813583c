package dev.likeness.worker.upscale;

import dev.likeness.worker.geometry.Taps;
import dev.likeness.worker.geometry.Window;
import java.util.List;

/**
 * One direction of a pass: how a side is cut into tiles, and what of the enlarged side each pixel
 * of the result is made of.
 *
 * @param length of the side before the pass
 * @param target after it
 * @param factor by which the network enlarges
 * @param size of a tile
 * @param taps from the enlarged side to the target
 */
record Axis(int length, int target, int factor, int size, List<Window> windows, Taps taps) {

  static Axis of(UpscalerModel network, int length, int target) {
    int size = network.tile(length);
    return new Axis(
        length,
        target,
        network.factor(),
        size,
        Window.along(length, size, network.overlap()),
        Taps.lanczos(length * network.factor(), target));
  }

  /** The first pixel of the result whose centre is not before {@code position} of the source. */
  int begin(int position) {
    return Math.toIntExact(Math.ceilDiv(2L * position * target - length, 2L * length));
  }
}
