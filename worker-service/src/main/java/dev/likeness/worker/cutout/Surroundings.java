package dev.likeness.worker.cutout;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * From which pixels the colours of a place are learned. A head has other colours than clothes, and
 * what is behind it is best seen beside it: a narrow window is all there is behind a head, and
 * nothing among the curtains of the whole picture.
 *
 * @param below whether a pixel is below the chin: colours of subjects are learned apart
 * @param near how much a pixel teaches about the background of heads, 0 to 1
 */
record Surroundings(boolean[] below, float[] near) {
  /** How much what is elsewhere counts. */
  static final float ELSEWHERE = .1f;

  /** In sizes of the face, from its middle: up to the first all counts, beyond the other little. */
  private static final double CLOSE = .9;

  private static final double FAR = 1.8;

  /** Where no head is known: everything is near. */
  static Surroundings everywhere(Planes planes) {
    var near = new float[planes.size()];
    Arrays.fill(near, 1);
    return new Surroundings(new boolean[planes.size()], near);
  }

  static Surroundings of(Planes planes, List<Head> heads) {
    var below = new boolean[planes.size()];
    var near = new float[planes.size()];
    for (int i = 0; i < near.length; i++) {
      int column = i % planes.width();
      int row = i / planes.width();
      double x = column + .5;
      double y = row + .5;
      below[i] =
          heads.stream()
              .min(Comparator.comparingDouble(head -> Math.abs(head.middle() - x)))
              .filter(head -> y > head.bottom())
              .isPresent();
      double distance =
          heads.stream().mapToDouble(head -> distance(head, x, y)).min().orElse(Double.MAX_VALUE);
      near[i] = (float) Math.clamp((FAR - distance) / (FAR - CLOSE), ELSEWHERE, 1);
    }
    return new Surroundings(below, near);
  }

  /** How much a pixel teaches about the subject above or below the chin. */
  float ofSubject(int pixel, boolean under) {
    return below[pixel] == under ? 1 : ELSEWHERE;
  }

  /** How much a pixel teaches about the background above or below the chin. */
  float ofBackground(int pixel, boolean under) {
    return under && below[pixel] ? 1 : near[pixel];
  }

  private static double distance(Head head, double x, double y) {
    return Math.hypot(
        (x - head.middle()) / head.width(), (y - (head.top() + head.bottom()) / 2) / head.height());
  }
}
