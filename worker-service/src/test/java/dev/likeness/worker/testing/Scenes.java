package dev.likeness.worker.testing;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Draws pictures whose right look is known. */
public final class Scenes {
  private Scenes() {}

  /** A white house with grey and coloured patches under a pale sky: well exposed and neutral. */
  public static BufferedImage house(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.scale(width / 100.0, height / 100.0);
    pen.setPaint(
        new GradientPaint(0, 0, new Color(150, 175, 205), 0, 60, new Color(225, 226, 228)));
    pen.fillRect(0, 0, 100, 60);
    pen.setColor(new Color(95, 130, 80));
    pen.fillRect(0, 60, 100, 40);
    pen.setColor(new Color(232, 232, 230));
    pen.fillRect(30, 35, 45, 40);
    pen.setColor(new Color(150, 70, 55));
    pen.fillPolygon(new int[] {25, 52, 80}, new int[] {35, 15, 35}, 3);
    pen.setColor(new Color(60, 62, 66));
    pen.fillRect(37, 45, 10, 12);
    pen.fillRect(58, 52, 9, 23);
    for (int i = 0; i < 10; i++) {
      int grey = 20 + i * 24;
      pen.setColor(new Color(grey, grey, grey));
      pen.fillRect(5 + i * 9, 84, 8, 12);
    }
    pen.dispose();
    return image;
  }

  /** The scene as a bad camera sees it: a fifth of the light, orange, and with noise. */
  public static BufferedImage badlyTaken(BufferedImage scene) {
    return lit(scene, .2 * 1.3, .2, .2 * .6);
  }

  /** The scene with other light, given as factors for red, green and blue, and with noise. */
  public static BufferedImage lit(BufferedImage scene, double... light) {
    Random noise = new Random(7);
    int width = scene.getWidth();
    BufferedImage bad = new BufferedImage(width, scene.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < scene.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          double value = (scene.getRGB(x, y) >> (16 - 8 * channel) & 255) / 255.0;
          double seen =
              255 * Math.pow(Math.pow(value, 2.2) * light[channel], 1 / 2.2)
                  + 6 * noise.nextGaussian();
          rgb = rgb << 8 | Math.clamp(Math.round(seen), 0, 255);
        }
        bad.setRGB(x, y, rgb);
      }
    }
    return bad;
  }

  /** A person with dark hair in a teal coat before a wall with pictures and a plant. */
  public static BufferedImage person(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.scale(width / 100.0, height / 100.0);
    pen.setPaint(
        new GradientPaint(0, 0, new Color(226, 214, 190), 100, 60, new Color(188, 172, 146)));
    pen.fillRect(0, 0, 100, 100);
    Random random = new Random(11);
    for (int i = 0; i < 14; i++) {
      pen.setColor(new Color(150 + random.nextInt(80), 130 + random.nextInt(60), 90));
      pen.fillRect(random.nextInt(100), random.nextInt(60), 3 + random.nextInt(9), 8);
    }
    pen.setColor(new Color(96, 140, 60));
    for (int i = 0; i < 20; i++) {
      pen.fillOval(76 + random.nextInt(18), 55 + random.nextInt(40), 7, 4);
    }
    pen.setColor(new Color(30, 96, 104));
    pen.fill(coat());
    pen.setColor(new Color(22, 74, 82));
    pen.fillRect(49, 62, 2, 38);
    pen.setColor(new Color(214, 160, 130));
    pen.fillRect(44, 46, 12, 12);
    pen.setColor(new Color(52, 34, 26));
    pen.fill(hair());
    pen.setColor(new Color(224, 172, 142));
    pen.fillOval(38, 20, 24, 31);
    pen.setColor(new Color(40, 30, 30));
    pen.fillOval(43, 32, 3, 2);
    pen.fillOval(54, 32, 3, 2);
    pen.setColor(new Color(170, 80, 80));
    pen.fillOval(46, 43, 8, 2);
    pen.dispose();
    return image;
  }

  /** What of {@link #person} is the person. */
  public static boolean[] whereThePersonIs(int width, int height) {
    var person = new Area(coat());
    person.add(new Area(hair()));
    person.add(new Area(new Rectangle2D.Double(44, 46, 12, 12)));
    person.add(new Area(new Ellipse2D.Double(38, 20, 24, 31)));
    var mask = new boolean[width * height];
    for (int i = 0; i < mask.length; i++) {
      int x = i % width;
      int y = i / width;
      mask[i] = person.contains((x + .5) * 100 / width, (y + .5) * 100 / height);
    }
    return mask;
  }

  /** The face of {@link #person}: left, top, right, bottom as parts of the picture. */
  public static double[] whereTheFaceIs() {
    return new double[] {.39, .22, .61, .50};
  }

  static Shape coat() {
    var coat = new Path2D.Double();
    coat.moveTo(10, 100);
    coat.curveTo(12, 66, 22, 62, 44, 56);
    coat.lineTo(56, 56);
    coat.curveTo(78, 62, 88, 66, 90, 100);
    coat.closePath();
    return coat;
  }

  private static Shape hair() {
    return new Ellipse2D.Double(35, 13, 30, 30);
  }

  /** Random blocks, lines and noise: no two places look alike, so a seam cannot hide. */
  public static BufferedImage clutter(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 300; i++) {
      pen.setColor(new Color(random.nextInt(0x1000000)));
      int side = 1 + random.nextInt(60);
      pen.fillRect(random.nextInt(width), random.nextInt(height), side, side);
      pen.setColor(new Color(random.nextInt(0x1000000)));
      pen.drawLine(
          random.nextInt(width),
          random.nextInt(height),
          random.nextInt(width),
          random.nextInt(height));
    }
    pen.dispose();
    return image;
  }

  /** {@link #person} with little light on them before a bright window. */
  public static BufferedImage backlit(int width, int height) {
    BufferedImage person = person(width, height);
    BufferedImage dark = lit(person, .06, .06, .06);
    boolean[] mask = whereThePersonIs(width, height);
    BufferedImage image = lit(person, 1.4, 1.4, 1.4);
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        image.setRGB(i % width, i / width, dark.getRGB(i % width, i / width));
      }
    }
    return image;
  }
}
