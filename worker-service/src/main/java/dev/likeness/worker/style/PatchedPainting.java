package dev.likeness.worker.style;

import dev.likeness.worker.geometry.Window;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.pipeline.ColorPlanes;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.List;

/**
 * A picture that is painted piece by piece. Where pieces overlap, each counts the less the nearer
 * its edge is, so that one fades into the other. For one thread, and one painting.
 */
final class PatchedPainting {
  private final int width;
  private final int height;
  private final int piece;
  private final int overlap;
  private final float[] sums;
  private final float[] weights;

  PatchedPainting(int width, int height, int piece) {
    this.width = width;
    this.height = height;
    this.piece = piece;
    this.overlap = piece / 7;
    this.sums = new float[Photo.CHANNELS * width * height];
    this.weights = new float[width * height];
  }

  /** Paints one piece: planes of red, green and blue, 0 to 255. */
  interface Painter {
    float[] paint(int left, int top);
  }

  /** The whole picture, for the caller to close. */
  Photo paint(Painter painter, ProgressListener progress) {
    List<Window> columns = Window.along(width, piece, overlap);
    List<Window> rows = Window.along(height, piece, overlap);
    int done = 0;
    for (Window row : rows) {
      for (Window column : columns) {
        add(painter.paint(column.seen(), row.seen()), column.seen(), row.seen());
        done++;
        progress.progressed((double) done / (columns.size() * rows.size()));
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= weights[i % weights.length];
    }
    return ColorPlanes.BYTES.photo(sums, width, height, width, height);
  }

  private void add(float[] painted, int left, int top) {
    for (int y = 0; y < Math.min(piece, height - top); y++) {
      for (int x = 0; x < Math.min(piece, width - left); x++) {
        float weight = fade(x) * fade(y);
        int at = (top + y) * width + left + x;
        weights[at] += weight;
        for (int channel = 0; channel < Photo.CHANNELS; channel++) {
          sums[channel * width * height + at] +=
              weight * painted[(channel * piece + y) * piece + x];
        }
      }
    }
  }

  /** Never 0: at the edge of the picture there is no other piece. */
  private float fade(int place) {
    int inside = Math.min(place, piece - 1 - place);
    return Math.min(1, (inside + .5f) / (2 * overlap));
  }
}
