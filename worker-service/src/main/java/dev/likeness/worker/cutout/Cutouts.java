package dev.likeness.worker.cutout;

import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Cutout;
import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Cuts subjects out of photos, to be put before other backgrounds. Thread safe. */
public final class Cutouts {
  /** Long side in pixels. */
  public static final int LARGEST = 1024;

  /** What is around a head, in widths to each side and heights above and below. */
  private static final double BESIDE = 3.2;

  private static final double ABOVE = 1;
  private static final double BELOW = 5.5;

  /** How much has to be there below the chin, in heights of the face. */
  private static final double LEAST_BELOW = .3;

  /** What is around a thing, in its own sizes. */
  private static final double MARGIN = .2;

  private Cutouts() {}

  /**
   * The file of a person's cut-out: head, shoulders and what of the body the photo shows. Empty
   * where the person cannot be told from the background, or is cut off at the head by the photo.
   *
   * @param others in the photo, who are left out
   */
  public static Optional<byte[]> of(Photo photo, Head subject, List<Head> others) {
    Frame frame =
        frame(
            photo,
            subject.middle() - BESIDE * subject.width(),
            subject.top() - ABOVE * subject.height(),
            subject.middle() + BESIDE * subject.width(),
            subject.bottom() + BELOW * subject.height());
    try (var part = new Part(photo, frame)) {
      Head own = part.place(subject);
      Optional<Matte> matte =
          SubjectCutter.cut(part.photo, List.of(own), others.stream().map(part::place).toList());
      double least = own.bottom() + LEAST_BELOW * own.height();
      return matte.flatMap(found -> cutout(part.photo, found, least));
    }
  }

  /**
   * The file of the cut-out of a pet or a thing. Empty where it cannot be told from what is around
   * it, or is cut off at a side by the photo.
   *
   * @param where it is
   */
  public static Optional<byte[]> of(Photo photo, Frame where) {
    double across = MARGIN * where.width();
    double down = MARGIN * where.height();
    Frame frame =
        frame(
            photo,
            where.left() - across,
            where.top() - down,
            where.left() + where.width() + across,
            where.top() + where.height() + down);
    try (var part = new Part(photo, frame)) {
      Optional<Matte> matte = SubjectCutter.cut(part.photo, List.of(), List.of());
      return matte.flatMap(found -> cutout(part.photo, found, .5 * part.photo.height()));
    }
  }

  private static Frame frame(Photo photo, double left, double top, double right, double bottom) {
    int x = Math.clamp(Math.round(left), 0, photo.width() - 1);
    int y = Math.clamp(Math.round(top), 0, photo.height() - 1);
    return new Frame(
        x,
        y,
        Math.clamp(Math.round(right), x + 1, photo.width()) - x,
        Math.clamp(Math.round(bottom), y + 1, photo.height()) - y);
  }

  /**
   * @param least line that has to be in it
   */
  private static Optional<byte[]> cutout(Photo photo, Matte matte, double least) {
    var foreground = new Foreground(matte);
    byte[] opacity = EdgeRefinement.refined(photo, foreground, opacity(photo, matte));
    // A body that leaves the photo at a side would end in a straight line: what is above does not.
    int end = endOfClearSides(opacity, photo.width());
    if (end < least) {
      return Optional.empty();
    }
    Frame seen = seen(opacity, photo.width(), end);
    try (Photo colours = colours(photo, foreground, opacity);
        var cutout = new Cutout(copy(seen, colours), cut(seen, opacity, photo.width()))) {
      return Optional.of(cutout.png());
    }
  }

  private static Photo copy(Frame frame, Photo photo) {
    Photo copy = Photo.allocate(frame.width(), frame.height());
    int line = frame.width() * Photo.CHANNELS;
    for (int y = 0; y < frame.height(); y++) {
      copy.pixels()
          .put(y * line, photo.pixels(), photo.offset(frame.left(), frame.top() + y), line);
    }
    return copy;
  }

  private static byte[] cut(Frame frame, byte[] opacity, int width) {
    var cut = new byte[frame.width() * frame.height()];
    for (int y = 0; y < frame.height(); y++) {
      int from = (frame.top() + y) * width + frame.left();
      System.arraycopy(opacity, from, cut, y * frame.width(), frame.width());
    }
    return cut;
  }

  private static byte[] opacity(Photo photo, Matte matte) {
    var opacity = new byte[photo.width() * photo.height()];
    Matte.Lines lines = matte.lines(photo);
    for (int y = 0; y < photo.height(); y++) {
      lines.read(y);
      for (int x = 0; x < photo.width(); x++) {
        opacity[y * photo.width() + x] = (byte) Math.round(255 * lines.opacity()[x]);
      }
    }
    return opacity;
  }

  /** Without the light of the background at the edges. */
  private static Photo colours(Photo photo, Foreground edges, byte[] opacity) {
    Photo colours = Photo.allocate(photo.width(), photo.height());
    Foreground.Lines foreground = edges.lines(photo.width(), photo.height());
    byte[] row = new byte[photo.width() * Photo.CHANNELS];
    ByteBuffer from = photo.pixels();
    ByteBuffer to = colours.pixels();
    for (int y = 0; y < photo.height(); y++) {
      from.get(row);
      foreground.read(y);
      for (int i = 0; i < row.length; i++) {
        int x = i / Photo.CHANNELS;
        float share = (opacity[y * photo.width() + x] & 255) / 255f;
        if (share < 1) {
          float light = Light.ofByte(row[i]);
          row[i] = Light.toByte(foreground.light(x, i % Photo.CHANNELS, light, share));
        }
      }
      to.put(row);
    }
    return colours;
  }

  /** The first line from which on the subject touches the left or the right side. */
  private static int endOfClearSides(byte[] opacity, int width) {
    int height = opacity.length / width;
    int touching = 0;
    for (int y = 0; y < height; y++) {
      boolean left = (opacity[y * width] & 255) > 96;
      boolean right = (opacity[y * width + width - 1] & 255) > 96;
      touching = left || right ? touching + 1 : 0;
      if (touching > height / 100) {
        return y - touching + 1;
      }
    }
    return height;
  }

  /** The smallest rectangle with all that is seen above a line. */
  private static Frame seen(byte[] opacity, int width, int end) {
    int left = width;
    int right = 0;
    int top = end;
    int bottom = 0;
    for (int y = 0; y < end; y++) {
      for (int x = 0; x < width; x++) {
        if ((opacity[y * width + x] & 255) > 8) {
          left = Math.min(left, x);
          right = Math.max(right, x + 1);
          top = Math.min(top, y);
          bottom = y + 1;
        }
      }
    }
    return new Frame(left, top, right - left, bottom - top);
  }

  /** A part of a photo, not larger than a cut-out. */
  private static final class Part implements AutoCloseable {
    private final Photo photo;
    private final Frame frame;
    private final double scale;

    Part(Photo whole, Frame frame) {
      this.frame = frame;
      double longest = Math.max(frame.width(), frame.height());
      this.scale = Math.min(1, LARGEST / longest);
      Photo cut = copy(frame, whole);
      this.photo =
          Resize.to(
              cut,
              Math.max(1, (int) Math.round(frame.width() * scale)),
              Math.max(1, (int) Math.round(frame.height() * scale)));
      if (photo != cut) {
        cut.close();
      }
    }

    Head place(Head head) {
      return head.from(frame.left(), frame.top()).scaled(scale);
    }

    @Override
    public void close() {
      photo.close();
    }
  }
}
