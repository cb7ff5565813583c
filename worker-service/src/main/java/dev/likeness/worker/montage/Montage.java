package dev.likeness.worker.montage;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Cutout;
import dev.likeness.worker.image.Light;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts people before a backdrop, side by side, at its lower edge: where most photos of people end
 * too. Thread safe.
 */
public final class Montage {
  /** Ways to arrange one person: the middle, left, right, and nearer. */
  private static final double[] PLACES = {.5, .37, .63, .5};

  private static final double[] TALL = {.86, .84, .84, .97};

  /** How much of the frame's width all together may take: shoulders may leave it. */
  private static final double WIDE = 1.16;

  private static final double SHADOW = .30;

  private Montage() {}

  /** A cut-out's place in pixels; it may lie partly outside of the picture. */
  private record Place(Cutout cutout, int left, int top, int width, int height) {}

  /**
   * Draws people into a picture of the caller's own.
   *
   * @param arrangement from 0; different numbers give different places where there is room
   */
  public static void put(Photo picture, List<Cutout> people, int arrangement) {
    List<Place> places = places(picture, people, arrangement);
    throwShadow(picture, places);
    places.forEach(place -> draw(picture, place));
  }

  private static List<Place> places(Photo picture, List<Cutout> people, int arrangement) {
    int way = Math.floorMod(arrangement, PLACES.length);
    double room = WIDE * picture.width() / people.size();
    var places = new ArrayList<Place>();
    for (int i = 0; i < people.size(); i++) {
      Cutout cutout = people.get(i);
      double scale =
          Math.min(TALL[way] * picture.height() / cutout.height(), room / cutout.width());
      double middle = people.size() == 1 ? PLACES[way] : (i + .5) / people.size();
      double width = scale * cutout.width();
      double outside = Math.max(0, width - picture.width()) / 2;
      double left =
          Math.clamp(
              middle * picture.width() - width / 2,
              -Math.max(outside, .12 * width),
              picture.width() - width + Math.max(outside, .12 * width));
      int height = Math.max(1, (int) Math.round(scale * cutout.height()));
      places.add(
          new Place(
              cutout,
              (int) Math.round(left),
              picture.height() - height,
              Math.max(1, (int) Math.round(width)),
              height));
    }
    return places;
  }

  /** A soft shadow on what is behind, a little lower and to the right. */
  private static void throwShadow(Photo picture, List<Place> places) {
    var shadow = new Shadow(picture.width(), picture.height());
    for (Place place : places) {
      shadow.cast(place.cutout, place.left, place.top, place.width, place.height);
    }
    shadow.soften();
    byte[] row = new byte[picture.width() * Photo.CHANNELS];
    for (int y = 0; y < picture.height(); y++) {
      picture.pixels().get(picture.offset(0, y), row);
      for (int x = 0; x < picture.width(); x++) {
        double left = 1 - SHADOW * shadow.at(x, y);
        for (int i = x * Photo.CHANNELS; i < (x + 1) * Photo.CHANNELS; i++) {
          row[i] = Light.toByte(Light.ofByte(row[i]) * left, x, y);
        }
      }
      picture.pixels().put(picture.offset(0, y), row);
    }
  }

  private static void draw(Photo picture, Place place) {
    try (Photo opacity = grey(place.cutout)) {
      Photo colours = Resize.to(place.cutout.colours(), place.width, place.height);
      Photo shares = Resize.to(opacity, place.width, place.height);
      try {
        draw(picture, place, colours, shares);
      } finally {
        if (colours != place.cutout.colours()) {
          colours.close();
        }
        if (shares != opacity) {
          shares.close();
        }
      }
    }
  }

  private static void draw(Photo picture, Place place, Photo colours, Photo shares) {
    byte[] row = new byte[picture.width() * Photo.CHANNELS];
    byte[] own = new byte[place.width * Photo.CHANNELS];
    byte[] share = new byte[own.length];
    for (int y = Math.max(0, place.top); y < picture.height(); y++) {
      picture.pixels().get(picture.offset(0, y), row);
      colours.pixels().get(colours.offset(0, y - place.top), own);
      shares.pixels().get(shares.offset(0, y - place.top), share);
      int from = Math.max(0, -place.left);
      int end = Math.min(place.width, picture.width() - place.left);
      for (int i = from * Photo.CHANNELS; i < end * Photo.CHANNELS; i++) {
        int opacity = share[i] & 255;
        int at = i + place.left * Photo.CHANNELS;
        if (opacity == 255) {
          row[at] = own[i];
        } else if (opacity > 0) {
          double part = opacity / 255.0;
          row[at] = Light.toByte(part * Light.ofByte(own[i]) + (1 - part) * Light.ofByte(row[at]));
        }
      }
      picture.pixels().put(picture.offset(0, y), row);
    }
  }

  private static Photo grey(Cutout cutout) {
    Photo grey = Photo.allocate(cutout.width(), cutout.height());
    ByteBuffer pixels = grey.pixels();
    for (byte opacity : cutout.opacity()) {
      pixels.put(opacity).put(opacity).put(opacity);
    }
    return grey;
  }
}
