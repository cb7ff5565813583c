package dev.likeness.worker.testing;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Somebody before a narrow window between curtains: behind head and neck, and nowhere else, are
 * leaves that have the colour of the hair. Each seed has other colours and other hair. The face is
 * where {@link Scenes#whereTheFaceIs} says.
 */
public final class WindowScene {
  private static final List<Color> HAIR =
      List.of(
          new Color(52, 34, 26),
          new Color(70, 68, 66),
          new Color(25, 24, 26),
          new Color(150, 110, 60),
          new Color(190, 186, 180));

  private static final int BLUR = 9;

  private final Random random;
  private final Color hairColour;
  private final Shape hair;

  public WindowScene(int seed) {
    this.random = new Random(seed);
    this.hairColour = HAIR.get(seed % HAIR.size());
    double half = 12.3 + 4 * random.nextDouble();
    this.hair = new Ellipse2D.Double(50 - half, 17.5 - 4 * random.nextDouble(), 2 * half, 26);
  }

  /** What of the picture is the person, in hundredths of its width and height. */
  public Area person() {
    var person = new Area(Scenes.coat());
    person.add(new Area(neck()));
    person.add(new Area(face()));
    person.add(new Area(hair));
    person.add(ears());
    return person;
  }

  public BufferedImage drawn(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D behind = pen(image);
    curtains(behind);
    window(behind);
    behind.dispose();
    BufferedImage blurred = blurred(image);
    Graphics2D before = pen(blurred);
    person(before);
    before.dispose();
    return blurred;
  }

  private void curtains(Graphics2D pen) {
    Color curtain =
        new Color(100 + random.nextInt(100), 40 + random.nextInt(120), 40 + random.nextInt(120));
    pen.setColor(curtain);
    pen.fillRect(0, 0, 100, 100);
    for (int i = 0; i < 40; i++) {
      pen.setColor(like(curtain, 18));
      pen.fillRect(random.nextInt(100), 0, 1 + random.nextInt(3), 100);
    }
  }

  private void window(Graphics2D pen) {
    double half = 16 + 10 * random.nextDouble();
    pen.setClip(new Rectangle2D.Double(50 - half, 0, 2 * half, 100));
    pen.setColor(new Color(200, 210, 215));
    pen.fillRect(0, 0, 100, 100);
    for (int i = 0; i < 500; i++) {
      pen.setColor(like(hairColour, 40));
      double size = 1 + 5 * random.nextDouble();
      double x = 100 * random.nextDouble();
      pen.fill(new Ellipse2D.Double(x, 8 + 80 * random.nextDouble(), size, .75 * size));
    }
    pen.setColor(new Color(225, 228, 230));
    pen.fill(new Rectangle2D.Double(0, 38, 100, 1.6));
    pen.fill(new Rectangle2D.Double(0, 12, 100, 1.6));
  }

  private void person(Graphics2D pen) {
    pen.setColor(
        new Color(26 + random.nextInt(60), 30 + random.nextInt(60), 50 + random.nextInt(60)));
    pen.fill(Scenes.coat());
    Color skin =
        new Color(190 + random.nextInt(40), 140 + random.nextInt(35), 110 + random.nextInt(35));
    pen.setColor(skin.darker());
    pen.fill(neck());
    pen.setColor(skin);
    pen.fill(ears());
    pen.setColor(hairColour);
    pen.fill(hair);
    pen.setClip(hair);
    for (int i = 0; i < 900; i++) {
      pen.setColor(like(hairColour, 22));
      double size = .3 + .6 * random.nextDouble();
      double x = 33 + 34 * random.nextDouble();
      pen.fill(new Ellipse2D.Double(x, 12 + 34 * random.nextDouble(), size, size));
    }
    pen.setClip(null);
    pen.setColor(skin);
    pen.fill(face());
    pen.setColor(new Color(40, 30, 30));
    pen.fillOval(43, 32, 3, 2);
    pen.fillOval(54, 32, 3, 2);
    pen.setColor(new Color(170, 80, 80));
    pen.fillOval(46, 43, 8, 2);
  }

  private Color like(Color color, int most) {
    return new Color(
        near(color.getRed(), most), near(color.getGreen(), most), near(color.getBlue(), most));
  }

  private int near(int value, int most) {
    return Math.clamp(value + random.nextInt(2 * most + 1) - most, 0, 255);
  }

  private static Graphics2D pen(BufferedImage image) {
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.scale(image.getWidth() / 100.0, image.getHeight() / 100.0);
    return pen;
  }

  private static BufferedImage blurred(BufferedImage image) {
    var weights = new float[BLUR * BLUR];
    Arrays.fill(weights, 1f / weights.length);
    var kernel = new Kernel(BLUR, BLUR, weights);
    return new ConvolveOp(kernel, ConvolveOp.EDGE_NO_OP, null).filter(image, null);
  }

  private static Shape face() {
    return new Ellipse2D.Double(38, 20, 24, 31);
  }

  private static Shape neck() {
    return new Rectangle2D.Double(44, 46, 12, 12);
  }

  private static Area ears() {
    var ears = new Area(new Ellipse2D.Double(36.2, 31, 4, 8));
    ears.add(new Area(new Ellipse2D.Double(59.8, 31, 4, 8)));
    return ears;
  }
}
