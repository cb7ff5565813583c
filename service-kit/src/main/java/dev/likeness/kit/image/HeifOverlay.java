package dev.likeness.kit.image;

import java.util.ArrayList;
import java.util.List;

/**
 * How pictures lie on a canvas, in the order in which they are drawn. Source: ISO/IEC 23008-12
 * section 6.6.2.2.
 *
 * @param background red, green and blue, 8 bits each; white shines through one that is not opaque
 */
record HeifOverlay(int background, List<Place> places) {
  private static final int MOST = 65_535;
  private static final int BYTE = 255;

  /** May be outside of the canvas. */
  record Place(int left, int top) {}

  HeifOverlay {
    places = List.copyOf(places);
  }

  /**
   * @param content data of the item
   * @param pictures how many there are
   */
  static HeifOverlay of(Bytes content, int pictures) {
    int field = (content.u8(1) & 1) == 0 ? 2 : 4;
    int at = 10 + 2 * field;
    var places = new ArrayList<Place>();
    for (int i = 0; i < pictures; i++, at += 2 * field) {
      places.add(new Place(signed(content, at, field), signed(content, at + field, field)));
    }
    return new HeifOverlay(background(content), places);
  }

  private static int background(Bytes content) {
    long opacity = content.u16(8);
    int rgb = 0;
    for (int at = 2; at < 8; at += 2) {
      long light = content.u16(at) * opacity + MOST * (MOST - opacity);
      rgb = rgb << 8 | Math.round((float) light / MOST * BYTE / MOST);
    }
    return rgb;
  }

  private static int signed(Bytes content, int at, int bytes) {
    return bytes == 2 ? (short) content.u16(at) : (int) content.u32(at);
  }
}
