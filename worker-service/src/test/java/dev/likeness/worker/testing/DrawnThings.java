package dev.likeness.worker.testing;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Things that nobody has a name for, before dull backgrounds. */
public final class DrawnThings {
  private DrawnThings() {}

  /** A wall, of a colour and a light of its own. */
  public static BufferedImage background(int width, int height, long number) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var random = new Random(7000 + number);
    int light = 90 + random.nextInt(80);
    Graphics2D pen = image.createGraphics();
    pen.setPaint(
        new GradientPaint(
            0,
            0,
            new Color(light + random.nextInt(20), light + random.nextInt(20), light),
            width,
            height,
            new Color(light + 30, light + 20, light + random.nextInt(30))));
    pen.fillRect(0, 0, width, height);
    for (int i = 0; i < 300; i++) {
      int change = random.nextInt(20) - 10;
      pen.setColor(new Color(light + 20 + change, light + 15 + change, light + 10 + change));
      pen.fillRect(random.nextInt(width), random.nextInt(height), 6, 3);
    }
    pen.dispose();
    return image;
  }

  /**
   * Draws a thing: a dozen coloured shapes, the same for the same number.
   *
   * @param x of its middle
   */
  public static void draw(BufferedImage image, long thing, double x, double y, double side) {
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.translate(x - side / 2, y - side / 2);
    pen.scale(side / 100, side / 100);
    var random = new Random(9000 + thing);
    float hue = thing * .37f % 1;
    pen.setColor(Color.getHSBColor(hue, .9f, .8f));
    pen.fillOval(5, 5, 90, 90);
    for (int i = 0; i < 12; i++) {
      pen.setColor(
          Color.getHSBColor(hue + .3f * random.nextFloat(), .9f, .3f + .7f * random.nextFloat()));
      int left = 10 + random.nextInt(60);
      int top = 10 + random.nextInt(60);
      int size = 10 + random.nextInt(20);
      if (i % 2 == 0) {
        pen.fillRect(left, top, size, size);
      } else {
        pen.fillOval(left, top, size, size / 2);
      }
    }
    pen.dispose();
  }
}
