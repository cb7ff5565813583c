package dev.likeness.worker.testing;

import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.starter.TinyFaceModels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Drawn faces that the tiny models read: discs at the landmarks, and a pattern for who it is. */
public final class MarkedFaces {
  /** Strangers of the tiny models are hardly ever near. */
  private static final String EMBEDS =
      """
      {"match": 0.6, "margin": 0.05, "strangerMean": 0.1, "strangerDeviation": 0.12}
      """;

  private static final double[][] LANDMARKS = {
    {38.2946, 51.6963},
    {73.5318, 51.5014},
    {56.0252, 71.7366},
    {41.5493, 92.3655},
    {70.7299, 92.2041}
  };
  private static final Color[] COLOURS = {
    Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW, Color.CYAN
  };
  private static final double DISC = 6;

  private MarkedFaces() {}

  /** A grey picture without anybody. */
  public static BufferedImage empty(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(120, 120, 120));
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return image;
  }

  /**
   * Draws a person.
   *
   * @param x of the middle of the face
   * @param size of the face; 112 shows it as large as embedders see it
   * @param degrees by which the head is tilted
   */
  public static void draw(
      BufferedImage image, long person, double x, double y, double size, double degrees) {
    draw(image, person, 0, x, y, size, degrees);
  }

  /** Draws a person as one of many shots shows it; shot 0 is as the person is. */
  public static void draw(
      BufferedImage image, long person, int shot, double x, double y, double size, double degrees) {
    Graphics2D pen = image.createGraphics();
    var place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(Math.toRadians(degrees));
    place.scale(size / 112, size / 112);
    place.translate(-56, -72);
    pen.transform(place);
    var random = new Random(person);
    var light = new Random(1000 * person + shot);
    for (int cell = 0; cell < 64; cell++) {
      int change = shot == 0 ? 0 : light.nextInt(60) - 30;
      pen.setColor(
          new Color(
              60 + random.nextInt(130) + change,
              60 + random.nextInt(130) - change,
              60 + random.nextInt(130) + change));
      pen.fillRect(cell % 8 * 14, cell / 8 * 14, 14, 14);
    }
    for (int i = 0; i < COLOURS.length; i++) {
      pen.setColor(COLOURS[i]);
      pen.fill(
          new Ellipse2D.Double(LANDMARKS[i][0] - DISC, LANDMARKS[i][1] - DISC, 2 * DISC, 2 * DISC));
    }
    pen.dispose();
  }

  /** Draws somebody whose upper half is one person and whose lower half is another. */
  public static void drawMixed(
      BufferedImage image, long upper, long lower, double x, double y, double size) {
    draw(image, lower, x, y, size, 0);
    Graphics2D pen = image.createGraphics();
    pen.clip(new Rectangle2D.Double(x - size, y - size, 2 * size, size - size * 16 / 112));
    var place = AffineTransform.getTranslateInstance(x, y);
    place.scale(size / 112, size / 112);
    place.translate(-56, -72);
    pen.transform(place);
    var random = new Random(upper);
    for (int cell = 0; cell < 32; cell++) {
      pen.setColor(
          new Color(60 + random.nextInt(130), 60 + random.nextInt(130), 60 + random.nextInt(130)));
      pen.fillRect(cell % 8 * 14, cell / 8 * 14, 14, 14);
    }
    for (int i = 0; i < 2; i++) {
      pen.setColor(COLOURS[i]);
      pen.fill(
          new Ellipse2D.Double(LANDMARKS[i][0] - DISC, LANDMARKS[i][1] - DISC, 2 * DISC, 2 * DISC));
    }
    pen.dispose();
  }

  /** Writes a pack with the tiny models. */
  public static ModelPack pack(Path folder, long seed) throws IOException {
    return new WrittenPack("tiny-faces")
        .with("face.detect", "yunet", TinyFaceModels.detector(), "{\"score\": 0.6, \"nms\": 0.3}")
        .with("face.embed", "sface", TinyFaceModels.embedder(seed), EMBEDS)
        .write(folder);
  }

  /** The same with the signatures of buffalo_l. */
  public static ModelPack buffalo(Path folder, long seed) throws IOException {
    return new WrittenPack("tiny-buffalo")
        .with("face.detect", "scrfd", TinyFaceModels.scrfd(), "{\"score\": 0.5, \"nms\": 0.4}")
        .with("face.embed", "arcface", TinyFaceModels.arcface(seed), EMBEDS)
        .write(folder);
  }

  /** A pack whose embedder looks at lower halves of faces alone, and whose audit at upper ones. */
  public static ModelPack audited(Path folder) throws IOException {
    int middle = TinyFaceModels.GRID / 2;
    return new WrittenPack("tiny-audited")
        .with("face.detect", "yunet", TinyFaceModels.detector(), "{\"score\": 0.6, \"nms\": 0.3}")
        .with(
            "face.embed", "sface", TinyFaceModels.embedder(7, middle, TinyFaceModels.GRID), EMBEDS)
        .with(
            "face.embed.audit",
            "sface",
            TinyFaceModels.embedder(8, 0, middle),
            "{\"match\": 0.5, \"margin\": 0.05}")
        .write(folder);
  }
}
