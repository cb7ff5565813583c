package dev.likeness.worker.subject;

import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;

/** Cuts squares out of photos. */
public final class Squares {
  private Squares() {}

  /**
   * The square around a region, as far as the photo reaches, for the caller to close.
   *
   * @param factor side in multiples of the longer side of the region
   * @param largest pixels a side; a larger one is made smaller
   */
  public static Photo around(Photo photo, Region region, double factor, int largest) {
    double wanted = factor * Math.max(region.width(), region.height());
    int side = Math.clamp(Math.round(wanted), 1, Math.min(photo.width(), photo.height()));
    int left = within((region.left() + region.right() - side) / 2, photo.width() - side);
    int top = within((region.top() + region.bottom() - side) / 2, photo.height() - side);
    return fitted(photo, new Frame(left, top, side, side), Math.min(side, largest));
  }

  /** A new photo in any case: what is cut or made smaller may be the photo itself. */
  private static Photo fitted(Photo photo, Frame frame, int side) {
    Photo cut = frame.cut(photo);
    Photo resized = Resize.to(cut, side, side);
    if (cut != photo && cut != resized) {
      cut.close();
    }
    return resized == photo ? photo.copy() : resized;
  }

  private static int within(double value, int most) {
    return Math.clamp(Math.round(value), 0, most);
  }
}
