package dev.likeness.worker.starter;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The two graphs that make a photo better, for any strength from 0 (unchanged) to 1.
 *
 * <pre>
 *   thumbnail, faces, samples, strength --> analyze --> parameters      once per photo
 *   tile, parameters, strength          --> apply   --> output          once per tile
 * </pre>
 *
 * <p>All that depends on the whole photo is in {@code parameters} ({@link EnhanceParameter});
 * {@code apply} looks at a pixel's surroundings alone, at most {@link #REACH} pixels away. Tiles
 * that overlap by that much, and begin at multiples of {@link #ALIGNMENT}, therefore give the same
 * result as the photo in one piece: most photos to the last bit, and otherwise one value in 100,000
 * is one level (of 255) away, because the runtime does not add up floats in the same order for
 * every size.
 *
 * <p>Every parameter is a deficit that was measured, and is neutral where there is none. A good
 * photo therefore stays as it is, and so does a photo that was enhanced already.
 */
final class EnhanceGraphs {
  static final int THUMBNAIL = 128;
  static final int SAMPLES = 64;
  static final int SAMPLE = 32;

  /** The coarsest filter works on cells of this many pixels. */
  static final int ALIGNMENT = 4;

  /** 4 * (6 + 6 + 1) for its two boxes and the interpolation, one cell for its own extent: 56. */
  static final int REACH = 56;

  static final double DISPLAY_GAMMA = 2.2;

  private EnhanceGraphs() {}

  /** Looks at the whole photo: a thumbnail for color and tone, cut-outs at full size for detail. */
  static byte[] analyze() {
    return new EnhanceAnalysis().build(metadata("enhance.analyze"));
  }

  /** Changes one tile. */
  static byte[] apply() {
    return new EnhanceCorrection().build(metadata("enhance.apply"));
  }

  private static SortedMap<String, String> metadata(String task) {
    return new TreeMap<>(Map.of("task", task, "pack", "starter", "license", "Apache-2.0"));
  }
}
