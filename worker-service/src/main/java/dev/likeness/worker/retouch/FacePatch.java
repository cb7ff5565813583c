package dev.likeness.worker.retouch;

import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceTemplate;
import dev.likeness.worker.face.Point;
import dev.likeness.worker.face.Resampling;
import dev.likeness.worker.face.Similarity;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A face that is cut out of a photo, changed, and put back. The patch fades out towards its edges
 * over as much as facefusion's box mask does (0.3 of half the side), and is not there at the edge.
 *
 * <p>Where the photo shows the face larger than the network did, only the difference that the
 * network made is put back: the photo's own detail stays, instead of an enlarged picture. For one
 * thread.
 */
final class FacePatch implements AutoCloseable {
  private static final double FADE = .15;

  private final Photo photo;
  private final Similarity toPhoto;
  private final Photo crop;
  private final Frame region;
  private final Photo before;

  /**
   * Cuts a face out.
   *
   * @param photo that is read and, by {@link #paste}, changed
   * @param side of the cut-out in pixels
   */
  FacePatch(Photo photo, Face face, FaceTemplate template, int side) {
    this.photo = photo;
    this.toPhoto = template.toPhoto(face, side);
    this.crop = template.crop(photo, face, side);
    this.region = region(photo, toPhoto, side);
    this.before = Photo.allocate(Math.max(1, region.width()), Math.max(1, region.height()));
    copy(photo, region.left(), region.top(), before, 0, 0);
  }

  /** The face as the network is to see it. Belongs to the patch. */
  Photo crop() {
    return crop;
  }

  /**
   * Makes the photo show the changed face, whatever was pasted before.
   *
   * @param share of the change, 0 to 1
   */
  void paste(Photo changed, double share) {
    undo();
    if (share == 0 || region.width() <= 0 || region.height() <= 0) {
      return;
    }
    Similarity toCrop = fromRegion();
    try (Photo layer = Resampling.resample(changed, toCrop, region.width(), region.height())) {
      if (toPhoto.scale() <= 1) {
        mix(layer, before, share, toCrop);
      } else {
        try (Photo same = Resampling.resample(crop, toCrop, region.width(), region.height())) {
          mix(layer, same, share, toCrop);
        }
      }
    }
  }

  /** Makes the photo what it was. */
  void undo() {
    copy(before, 0, 0, photo, region.left(), region.top());
  }

  @Override
  public void close() {
    crop.close();
    before.close();
  }

  /** Adds what {@code layer} differs from {@code base} by, as far as the patch is there. */
  private void mix(Photo layer, Photo base, double share, Similarity toCrop) {
    ByteBuffer news = layer.pixels();
    ByteBuffer olds = base.pixels();
    ByteBuffer shown = before.pixels();
    ByteBuffer out = photo.pixels();
    for (int y = 0; y < region.height(); y++) {
      for (int x = 0; x < region.width(); x++) {
        double weight = share * weight(toCrop.apply(new Point(x, y)));
        int at = before.offset(x, y);
        int to = photo.offset(region.left() + x, region.top() + y);
        for (int channel = 0; weight > 0 && channel < Photo.CHANNELS; channel++) {
          int difference = (news.get(at + channel) & 255) - (olds.get(at + channel) & 255);
          long value = Math.round((shown.get(at + channel) & 255) + weight * difference);
          out.put(to + channel, (byte) Math.clamp(value, 0, 255));
        }
      }
    }
  }

  /** How much of the patch there is at a place of the cut-out. */
  private double weight(Point place) {
    return fade(place.x()) * fade(place.y());
  }

  private double fade(double place) {
    double inside = Math.min(place, crop.width() - 1 - place) / (FADE * crop.width());
    double t = Math.clamp(inside, 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }

  private Similarity fromRegion() {
    Similarity back = toPhoto.inverse();
    Point origin = back.apply(new Point(region.left(), region.top()));
    return new Similarity(back.a(), back.b(), origin.x(), origin.y());
  }

  /** What of the photo the cut-out shows; may be empty. */
  private static Frame region(Photo photo, Similarity toPhoto, int side) {
    List<Point> corners =
        List.of(
            toPhoto.apply(new Point(0, 0)),
            toPhoto.apply(new Point(side - 1, 0)),
            toPhoto.apply(new Point(0, side - 1)),
            toPhoto.apply(new Point(side - 1, side - 1)));
    double[] xs = corners.stream().mapToDouble(Point::x).sorted().toArray();
    double[] ys = corners.stream().mapToDouble(Point::y).sorted().toArray();
    int left = (int) Math.clamp(Math.floor(xs[0]), 0, photo.width());
    int top = (int) Math.clamp(Math.floor(ys[0]), 0, photo.height());
    int right = (int) Math.clamp(Math.ceil(xs[3]) + 1, 0, photo.width());
    int bottom = (int) Math.clamp(Math.ceil(ys[3]) + 1, 0, photo.height());
    return new Frame(left, top, right - left, bottom - top);
  }

  private void copy(Photo from, int left, int top, Photo to, int toLeft, int toTop) {
    int bytes = region.width() * Photo.CHANNELS;
    for (int y = 0; y < region.height() && bytes > 0; y++) {
      to.pixels()
          .put(to.offset(toLeft, toTop + y), from.pixels(), from.offset(left, top + y), bytes);
    }
  }
}
