package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells photos that are copies of one shot, also in another size or file format. Keeps less than a
 * kilobyte of each. Not thread safe.
 */
public final class Shots {
  private static final int SIDE = 16;

  /** What encoding and resizing change in a sixteenth of the picture, of 255. */
  private static final int TOLERANCE = 3;

  private final List<byte[]> seen = new ArrayList<>();

  /** Looks at a photo; whether it is another shot than all before. */
  public boolean add(Photo photo) {
    byte[] small = new byte[SIDE * SIDE * Photo.CHANNELS];
    Photo resized = Resize.to(photo, SIDE, SIDE);
    resized.pixels().get(small);
    if (resized != photo) {
      resized.close();
    }
    boolean another = seen.stream().noneMatch(before -> same(before, small));
    if (another) {
      seen.add(small);
    }
    return another;
  }

  /** How many different ones there were. */
  public int count() {
    return seen.size();
  }

  private static boolean same(byte[] one, byte[] other) {
    for (int i = 0; i < one.length; i++) {
      if (Math.abs((one[i] & 255) - (other[i] & 255)) > TOLERANCE) {
        return false;
      }
    }
    return true;
  }
}
