package dev.likeness.kit.image;

import dev.likeness.kit.image.HeifItems.Property;
import java.util.List;

/**
 * What is shown of a stored picture after cropping, turning and mirroring, in whatever order the
 * file asks for them. Source: ISO/IEC 23008-12 sections 6.5.9 (clap), 6.5.10 (irot), 6.5.12 (imir).
 */
final class HeifView {
  private Frame crop;
  private Turns turns = Turns.NONE;

  HeifView(int width, int height) {
    this.crop = new Frame(0, 0, width, height);
  }

  void apply(Property property) {
    Bytes content = property.content();
    switch (property.name()) {
      case "irot" -> turns = turns.then(Turns.ofRotation(content.u8(0) & 3));
      case "imir" -> turns = turns.then((content.u8(0) & 1) == 0 ? Turns.FLIP : Turns.MIRROR);
      case "clap" -> cut(content);
      default -> {} // says nothing about what is shown
    }
  }

  /** Within the stored picture. */
  Frame crop() {
    return crop;
  }

  /** Value of the EXIF tag. */
  int orientation() {
    return turns.orientation();
  }

  /** One that leaves nothing of the picture changes nothing. */
  private void cut(Bytes clap) {
    boolean sideways = turns.xx == 0;
    int shownWidth = sideways ? crop.height() : crop.width();
    int shownHeight = sideways ? crop.width() : crop.height();
    long[] across = span(clap, 0, 16, shownWidth);
    long[] down = span(clap, 8, 24, shownHeight);
    if (across[1] < 1 || down[1] < 1) {
      return;
    }
    // A column of what is shown is a row of what is stored, where it is turned to the side.
    long[] columns = sideways ? down : across;
    long[] rows = sideways ? across : down;
    boolean columnsBack = sideways ? turns.yx < 0 : turns.xx < 0;
    boolean rowsBack = sideways ? turns.xy < 0 : turns.yy < 0;
    long left = columnsBack ? crop.width() - columns[0] - columns[1] : columns[0];
    long top = rowsBack ? crop.height() - rows[0] - rows[1] : rows[0];
    crop =
        new Frame(
            crop.left() + (int) left, crop.top() + (int) top, (int) columns[1], (int) rows[1]);
  }

  /** Begin and length, within a side: the middle is moved by a fraction of pixels. */
  private static long[] span(Bytes clap, int lengthAt, int offsetAt, int side) {
    double length = fraction(clap, lengthAt);
    double begin = fraction(clap, offsetAt) + (side - 1) / 2.0 - (length - 1) / 2.0;
    long from = Math.clamp(Math.round(begin), 0, side);
    long to = Math.clamp(Math.round(begin + length), from, side);
    return new long[] {from, to - from};
  }

  private static double fraction(Bytes clap, int at) {
    return (int) clap.u32(at) / (double) Math.max(1, clap.u32(at + 4));
  }

  /** Rotations and mirrorings one after the other: where a step right and a step down lead to. */
  private record Turns(int xx, int xy, int yx, int yy) {
    static final Turns NONE = new Turns(1, 0, 0, 1);
    static final Turns MIRROR = new Turns(-1, 0, 0, 1);
    static final Turns FLIP = new Turns(1, 0, 0, -1);
    private static final Turns LEFT = new Turns(0, 1, -1, 0);

    /** In the order of the EXIF tag. */
    private static final List<Turns> BY_ORIENTATION =
        List.of(
            NONE,
            MIRROR,
            new Turns(-1, 0, 0, -1),
            FLIP,
            new Turns(0, 1, 1, 0),
            new Turns(0, -1, 1, 0),
            new Turns(0, -1, -1, 0),
            LEFT);

    static Turns ofRotation(int quartersToTheLeft) {
      Turns turns = NONE;
      for (int i = 0; i < quartersToTheLeft; i++) {
        turns = turns.then(LEFT);
      }
      return turns;
    }

    Turns then(Turns next) {
      return new Turns(
          next.xx * xx + next.xy * yx,
          next.xx * xy + next.xy * yy,
          next.yx * xx + next.yy * yx,
          next.yx * xy + next.yy * yy);
    }

    int orientation() {
      return BY_ORIENTATION.indexOf(this) + 1;
    }
  }
}
