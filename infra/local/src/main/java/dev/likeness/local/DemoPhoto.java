package dev.likeness.local;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.GeneralPath;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Draws the photo that the demo sends when it is given none: a house by a lake, then spoilt as a
 * cheap camera in bad light would spoil it - dark, with a warm cast, low contrast and noise - so
 * that enhancing it shows. The same on every run.
 */
final class DemoPhoto {
  private static final int WIDTH = 1536;
  private static final int HEIGHT = 1024;
  private static final long SEED = 20261120;

  private DemoPhoto() {}

  static byte[] jpeg() throws IOException {
    BufferedImage photo = scene();
    spoil(photo, new Random(SEED));
    var bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(photo, "jpg", bytes)) {
      throw new IOException("this Java cannot write JPEG");
    }
    return bytes.toByteArray();
  }

  private static BufferedImage scene() {
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(70, 140, 225), 0, 560, new Color(215, 235, 250)));
    graphics.fillRect(0, 0, WIDTH, 620);
    cloud(graphics, 240, 130, 1.2);
    cloud(graphics, 820, 90, 0.8);
    cloud(graphics, 1180, 200, 1.0);
    hills(graphics, 470, 70, 0.0061, new Color(120, 160, 190));
    hills(graphics, 530, 55, 0.0093, new Color(80, 140, 110));
    graphics.setPaint(
        new GradientPaint(0, 600, new Color(90, 165, 215), 0, 800, new Color(45, 110, 170)));
    graphics.fillRect(0, 600, WIDTH, 220);
    ripples(graphics);
    graphics.setPaint(
        new GradientPaint(0, 780, new Color(110, 175, 70), 0, HEIGHT, new Color(60, 120, 45)));
    graphics.fillRect(0, 780, WIDTH, HEIGHT - 780);
    house(graphics, 330, 560);
    tree(graphics, 1120, 840, 1.5);
    tree(graphics, 1330, 800, 1.0);
    tree(graphics, 160, 820, 1.1);
    fence(graphics);
    graphics.dispose();
    return image;
  }

  private static void cloud(Graphics2D graphics, int x, int y, double size) {
    graphics.setColor(new Color(255, 255, 255, 235));
    double[][] puffs = {
      {0, 0, 130, 70}, {70, -35, 140, 105}, {150, -10, 150, 85}, {-60, 15, 110, 55}
    };
    for (double[] puff : puffs) {
      graphics.fill(
          new Ellipse2D.Double(
              x + puff[0] * size, y + puff[1] * size, puff[2] * size, puff[3] * size));
    }
  }

  private static void hills(
      Graphics2D graphics, int base, int height, double frequency, Color color) {
    var outline = new GeneralPath();
    outline.moveTo(0, 640);
    for (int x = 0; x <= WIDTH; x += 4) {
      outline.lineTo(
          x, base - height * (Math.sin(x * frequency) + 0.4 * Math.sin(x * frequency * 2.7 + 1)));
    }
    outline.lineTo(WIDTH, 640);
    outline.closePath();
    graphics.setColor(color);
    graphics.fill(outline);
  }

  private static void ripples(Graphics2D graphics) {
    var random = new Random(SEED + 1);
    for (int i = 0; i < 260; i++) {
      int y = 608 + random.nextInt(170);
      int length = 20 + random.nextInt(90);
      graphics.setColor(new Color(235, 245, 255, 30 + random.nextInt(70)));
      graphics.fillRect(random.nextInt(WIDTH), y, length, 2);
    }
  }

  private static void house(Graphics2D graphics, int x, int y) {
    graphics.setColor(new Color(236, 226, 205));
    graphics.fill(new Rectangle2D.Double(x, y, 420, 300));
    graphics.setColor(new Color(190, 60, 50));
    var roof = new GeneralPath();
    roof.moveTo(x - 45, y + 4);
    roof.lineTo(x + 210, y - 170);
    roof.lineTo(x + 465, y + 4);
    roof.closePath();
    graphics.fill(roof);
    graphics.setColor(new Color(150, 42, 36));
    graphics.setStroke(new BasicStroke(3));
    for (int row = 1; row < 7; row++) {
      double half = 255.0 * row / 7;
      double level = y - 170 + 174.0 * row / 7;
      graphics.draw(new Line2D.Double(x + 210 - half, level, x + 210 + half, level));
    }
    graphics.setColor(new Color(110, 70, 45));
    graphics.fill(new Rectangle2D.Double(x + 175, y + 150, 80, 150));
    graphics.setColor(new Color(235, 200, 80));
    graphics.fill(new Ellipse2D.Double(x + 238, y + 222, 10, 10));
    window(graphics, x + 45, y + 70);
    window(graphics, x + 290, y + 70);
  }

  private static void window(Graphics2D graphics, int x, int y) {
    graphics.setPaint(
        new GradientPaint(x, y, new Color(150, 200, 235), x + 85, y + 95, new Color(60, 100, 140)));
    graphics.fill(new Rectangle2D.Double(x, y, 85, 95));
    graphics.setColor(Color.WHITE);
    graphics.setStroke(new BasicStroke(7));
    graphics.draw(new Rectangle2D.Double(x, y, 85, 95));
    graphics.drawLine(x + 42, y, x + 42, y + 95);
    graphics.drawLine(x, y + 47, x + 85, y + 47);
  }

  private static void tree(Graphics2D graphics, int x, int foot, double size) {
    graphics.setColor(new Color(105, 75, 50));
    graphics.fill(new Rectangle2D.Double(x - 14 * size, foot - 130 * size, 28 * size, 130 * size));
    var random = new Random(SEED + x);
    for (int i = 0; i < 420; i++) {
      double angle = random.nextDouble() * 2 * Math.PI;
      double far = Math.sqrt(random.nextDouble());
      double leaf = (10 + random.nextInt(16)) * size;
      int green = 105 + random.nextInt(90);
      graphics.setColor(new Color(30 + random.nextInt(60), green, 30 + random.nextInt(40)));
      graphics.fill(
          new Ellipse2D.Double(
              x + 95 * size * far * Math.cos(angle) - leaf / 2,
              foot - 190 * size + 105 * size * far * Math.sin(angle) - leaf / 2,
              leaf,
              leaf));
    }
  }

  private static void fence(Graphics2D graphics) {
    graphics.setColor(new Color(245, 245, 240));
    for (int x = 20; x < WIDTH; x += 46) {
      graphics.fill(new Rectangle2D.Double(x, 905, 16, 90));
    }
    graphics.fill(new Rectangle2D.Double(0, 925, WIDTH, 10));
    graphics.fill(new Rectangle2D.Double(0, 965, WIDTH, 10));
  }

  private static void spoil(BufferedImage image, Random random) {
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int rgb = image.getRGB(x, y);
        double grain = random.nextGaussian() * 7;
        int red = spoilt((rgb >> 16) & 255, 0.62, grain + random.nextGaussian() * 5);
        int green = spoilt((rgb >> 8) & 255, 0.50, grain + random.nextGaussian() * 4);
        int blue = spoilt(rgb & 255, 0.36, grain + random.nextGaussian() * 6);
        image.setRGB(x, y, (red << 16) | (green << 8) | blue);
      }
    }
  }

  private static int spoilt(int value, double gain, double noise) {
    double flat = 14 + 255 * Math.pow(value / 255.0, 1.25) * gain;
    return Math.clamp(Math.round(flat + noise), 0, 255);
  }
}
