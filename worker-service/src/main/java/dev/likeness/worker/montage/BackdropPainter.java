package dev.likeness.worker.montage;

import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Scene;
import dev.likeness.worker.instruction.Scene.Daytime;
import java.util.SplittableRandom;

/**
 * Draws what is behind people: light and colours out of focus, no things. The same seed gives the
 * same picture. Thread safe.
 */
public final class BackdropPainter {
  /** Drawn in this size and enlarged: nothing in it is sharp. */
  private static final int DRAWN = 1024;

  private static final int STUDIO_GREY = 0x8A8F96;

  private final Scene scene;
  private final LightCanvas canvas;
  private final SplittableRandom random;
  private final Noise noise;

  private BackdropPainter(Scene scene, int width, int height, long seed) {
    this.scene = scene;
    this.canvas = new LightCanvas(width, height);
    this.random = new SplittableRandom(seed);
    this.noise = new Noise(random.nextLong());
  }

  /** The backdrop of a scene, for the caller to close. */
  public static Photo paint(Scene scene, int width, int height, long seed) {
    double scale = Math.min(1, (double) DRAWN / Math.max(width, height));
    var painter =
        new BackdropPainter(
            scene, (int) Math.round(width * scale), (int) Math.round(height * scale), seed);
    painter.paint();
    Photo drawn = painter.canvas.photo();
    Photo full = Resize.to(drawn, width, height);
    if (full != drawn) {
      drawn.close();
    }
    return full;
  }

  private void paint() {
    switch (scene.backdrop()) {
      case PLAIN -> wall(colour(0, STUDIO_GREY), .22, .04);
      case STUDIO -> wall(colour(0, STUDIO_GREY), .62, .16);
      case GRADIENT -> gradient();
      case SKY -> sky(1.25);
      case SEA -> sea();
      case FOREST -> forest();
      case SNOW -> snow();
      case LIGHTS -> lights();
    }
  }

  private Colour colour(int index, int usual) {
    return Colour.of(index < scene.colours().size() ? scene.colours().get(index) : usual);
  }

  /** A wall under a lamp, brightest behind the head. */
  private void wall(Colour colour, double falloff, double mottled) {
    double lamp = random.nextDouble(-.1, .1);
    canvas.fill(
        (x, y) -> {
          double distance = Math.hypot((x - lamp) / .9, y - .38);
          double light = 1.12 - falloff * distance * (2 - distance) * 1.1;
          double cloud = 1 + mottled * (noise.at(3 * x + 7, 3 * y) - .5);
          return colour.times(Math.max(.1, light) * cloud);
        });
  }

  private void gradient() {
    Colour from = colour(0, 0x4A76AC);
    Colour to = scene.colours().size() == 2 ? colour(1, 0) : from.towards(Colour.of(0xF2EEE6), .72);
    double slope = random.nextDouble(-.5, .5);
    canvas.fill((x, y) -> from.towards(to, smooth(y + slope * x)));
  }

  /**
   * @param horizon where the sky ends; what is below is as at the horizon
   */
  private void sky(double horizon) {
    Colour zenith = byTime(0x3F78B8, 0x3B4470, 0x070B1C);
    Colour low = byTime(0xC4DCEE, 0xF0A562, 0x1D2A4A);
    Colour middle = byTime(0x86B2DC, 0xB86A72, 0x101932);
    Colour cloud = byTime(0xF6F7F8, 0xF2B083, 0x27304A);
    double covered =
        switch (scene.daytime()) {
          case DAY -> .9;
          case SUNSET -> .7;
          case NIGHT -> .35;
        };
    canvas.fill(
        (x, y) -> {
          double part = Math.clamp(y / horizon, 0, 1);
          Colour clear =
              part < .55
                  ? zenith.towards(middle, smooth(part / .55))
                  : middle.towards(low, smooth((part - .55) / .45));
          double thick = smooth((noise.at(1.6 * x + 3, 4.2 * y / horizon) - .46) * 4.5);
          return clear.towards(cloud, covered * thick * (.35 + .5 * part));
        });
    if (scene.daytime() == Daytime.SUNSET) {
      double sun = random.nextDouble(-.8, .8) * canvas.side();
      canvas.glow(sun, .72 * horizon, .5, Colour.of(0xD87A38).times(.5));
      canvas.glow(sun, .72 * horizon, .12, Colour.of(0xFFE0A8).times(.9));
    } else if (scene.daytime() == Daytime.NIGHT) {
      for (int star = 0; star < 90; star++) {
        canvas.disc(
            within(),
            random.nextDouble(0, horizon),
            random.nextDouble(.0012, .0034),
            Colour.of(0xDDE6FF),
            random.nextDouble(.2, .8));
      }
    }
  }

  private void sea() {
    double horizon = .52;
    sky(horizon);
    Colour far = byTime(0x5C93AE, 0x8C6470, 0x0D1730);
    Colour near = byTime(0x1F6076, 0x2E3A58, 0x060C1C);
    Colour shine = byTime(0xD8ECF2, 0xF8BE86, 0x2C3C60);
    canvas.below(
        horizon,
        .012,
        (x, y) -> {
          double depth = Math.clamp((y - horizon) / (1 - horizon), 0, 1);
          double waves = noise.at(x * (5 - 3 * depth) + 11, 34 * Math.sqrt(depth) + 5);
          return far.towards(near, Math.sqrt(depth))
              .towards(shine, .55 * smooth((waves - .52) * 5) * (1 - .6 * depth));
        });
  }

  private void forest() {
    Colour dark = byTime(0x1E3320, 0x2A2A1C, 0x070D10);
    Colour leaves = byTime(0x5E8A48, 0x8A7438, 0x14231F);
    Colour light = byTime(0xC8DC9A, 0xF2B668, 0x2E4A4E);
    canvas.fill(
        (x, y) -> {
          double tree = smooth((noise.at(6 * x + 2, .5) - .5) * 6);
          double leaf = noise.at(3.2 * x + 9, 3.2 * y);
          return dark.towards(leaves, .25 + 1.1 * (leaf - .3)).times(1 - .45 * tree * (1 - y));
        });
    for (int i = 0; i < 110; i++) {
      double y = random.nextDouble() * random.nextDouble() * 1.1;
      Colour spot = leaves.towards(light, random.nextDouble(.1, 1) * (1.1 - y));
      canvas.disc(within(), y, random.nextDouble(.012, .05), spot, random.nextDouble(.10, .34));
    }
    if (scene.daytime() != Daytime.NIGHT) {
      canvas.glow(random.nextDouble(-.3, .3), .05, .5, light.times(.18));
    }
  }

  private void snow() {
    Colour sky = byTime(0xC6D2DE, 0xD8A9A0, 0x18233C);
    Colour ground = byTime(0xEEF2F6, 0xC9B4C8, 0x3A4868);
    Colour trees = byTime(0x6F808C, 0x5E4C5C, 0x0E1626);
    canvas.fill(
        (x, y) -> {
          double tops = .30 + .26 * noise.at(3.4 * x + 4, 1.5);
          double wood = smooth((y - tops) * 9) * (1 - smooth((y - .62) * 9));
          Colour open = sky.towards(ground, smooth((y - .58) * 7));
          return open.towards(trees, .75 * wood * (.6 + .6 * noise.at(7 * x, 5 * y)));
        });
    Colour flake = byTime(0xFFFFFF, 0xFFEDE6, 0xAEBAD2);
    for (int i = 0; i < 120; i++) {
      canvas.disc(
          within(),
          random.nextDouble(),
          random.nextDouble(.002, .012),
          flake,
          random.nextDouble(.25, .7));
    }
  }

  private void lights() {
    Colour top = byTime(0x8FA0B4, 0x5A4A66, 0x0C0F1A);
    Colour bottom = byTime(0x5F6A78, 0x33283C, 0x1B1A22);
    canvas.fill((x, y) -> top.towards(bottom, y).times(.8 + .4 * noise.at(2 * x, 2 * y)));
    int[] lamps = {0xFFC878, 0xFFE3B4, 0xFF9A52, 0xF26A5A, 0x86B8F4, 0xFFF3DC};
    for (int i = 0; i < 85; i++) {
      Colour lamp = Colour.of(lamps[random.nextInt(lamps.length)]);
      if (!scene.colours().isEmpty()) {
        lamp = colour(0, 0).towards(lamp, random.nextDouble(0, .3)).times(1.6);
      }
      // Most lamps are in a band, as along a street.
      double y = .5 + .28 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
      canvas.disc(within(), y, random.nextDouble(.012, .045), lamp, random.nextDouble(.12, .62));
    }
  }

  private Colour byTime(int day, int sunset, int night) {
    return Colour.of(
        switch (scene.daytime()) {
          case DAY -> day;
          case SUNSET -> sunset;
          case NIGHT -> night;
        });
  }

  /** A place between the sides, and a little beyond. */
  private double within() {
    return random.nextDouble(-1.05, 1.05) * canvas.side();
  }

  private static double smooth(double t) {
    double part = Math.clamp(t, 0, 1);
    return part * part * (3 - 2 * part);
  }
}
