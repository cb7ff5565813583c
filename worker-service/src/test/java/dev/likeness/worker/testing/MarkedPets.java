package dev.likeness.worker.testing;

import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.starter.TinyAnimalModels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Drawn pets that the tiny models read: a magenta disc, and a pattern for which one it is. */
public final class MarkedPets {
  private static final int CELLS = 8;
  private static final double DISC = 6;

  private MarkedPets() {}

  /**
   * Draws a pet as one of many shots shows it; shot 0 is as the pet is.
   *
   * @param x of its middle
   * @param side of the pet; a quarter of the longer side of the photo is what the models see
   */
  public static void draw(
      BufferedImage image, long pet, int shot, double x, double y, double side) {
    Graphics2D pen = image.createGraphics();
    pen.translate(x - side / 2, y - side / 2);
    pen.scale(side / 112, side / 112);
    var random = new Random(500 + pet);
    var light = new Random(1000 * pet + shot);
    for (int cell = 0; cell < CELLS * CELLS; cell++) {
      int change = shot == 0 ? 0 : light.nextInt(60) - 30;
      pen.setColor(
          new Color(
              60 + random.nextInt(130) + change,
              60 + random.nextInt(130) - change,
              60 + random.nextInt(130) + change));
      pen.fillRect(cell % CELLS * 14, cell / CELLS * 14, 14, 14);
    }
    pen.setColor(Color.MAGENTA);
    pen.fill(new Ellipse2D.Double(56 - DISC, 56 - DISC, 2 * DISC, 2 * DISC));
    pen.dispose();
  }

  /** Writes a pack with YOLOX's signature. */
  public static ModelPack yolox(Path folder) throws IOException {
    return new WrittenPack("tiny-pets")
        .with(
            "subject.detect", "yolox", TinyAnimalModels.yolox(), "{\"score\": 0.5, \"nms\": 0.45}")
        .with(
            "subject.embed",
            "dinov2",
            TinyAnimalModels.embedder(7, false),
            "{\"match\": 0.6, \"margin\": 0.05}")
        .write(folder);
  }

  /** Writes a pack with RT-DETR's signature. */
  public static ModelPack queries(Path folder) throws IOException {
    return new WrittenPack("tiny-pets-2")
        .with(
            "subject.detect",
            "rt-detr",
            TinyAnimalModels.queries(),
            "{\"score\": 0.5, \"nms\": 0.7}")
        .with(
            "subject.embed",
            "dinov2",
            TinyAnimalModels.embedder(8, true),
            "{\"match\": 0.6, \"margin\": 0.05}")
        .write(folder);
  }
}
