package dev.likeness.bench;

import dev.likeness.contract.Sha256;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.schema.v1.BlobRef;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Photos from 0.1 to 50 megapixels in a blob store, of which each next one is chosen: small ones
 * more often, as they come, and each size in turn with the others. Not thread safe.
 */
final class MixedPhotos {
  /** Megapixels, how many of a hundred photos have them, and the format. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind(.1, 25, "jpg"),
          new Kind(.5, 25, "jpg"),
          new Kind(1, 10, "png"),
          new Kind(2, 18, "jpg"),
          new Kind(5, 6, "jpg"),
          new Kind(8.3, 5, "jpg"),
          new Kind(12, 5, "jpg"),
          new Kind(16, 1, "png"),
          new Kind(24, 3, "jpg"),
          new Kind(50, 2, "jpg"));

  private static final double MEGA = 1e6;
  private static final int TILE = 512;

  private final Random random;
  private final List<BlobRef> photos = new ArrayList<>();
  private final BlobRef reference;

  /**
   * @param percent of the photos
   */
  private record Kind(double megapixels, int percent, String format) {}

  /** Makes one photo of each kind, and stores it. */
  MixedPhotos(BlobStore blobs, long seed) throws IOException {
    this.random = new Random(seed);
    this.reference = stored(blobs, new Kind(.5, 1, "jpg"), "reference", noise(1, 3));
    BufferedImage warm = noise(3, 1);
    for (Kind kind : KINDS) {
      BlobRef photo = stored(blobs, kind, Double.toString(kind.megapixels()), warm);
      for (int i = 0; i < kind.percent(); i++) {
        photos.add(photo);
      }
    }
  }

  BlobRef next() {
    return photos.get(random.nextInt(photos.size()));
  }

  /** A small one with other colors than all of them. */
  BlobRef reference() {
    return reference;
  }

  /** Three to two, with what is in a photo everywhere: it neither compresses to nothing nor not. */
  private static byte[] file(Kind kind, BufferedImage noise) throws IOException {
    int height = (int) Math.sqrt(kind.megapixels() * MEGA / 1.5);
    var image = new BufferedImage((int) (height * 1.5), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int y = 0; y < image.getHeight(); y += TILE) {
      for (int x = 0; x < image.getWidth(); x += TILE) {
        graphics.drawImage(noise, x, y, null);
      }
    }
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, kind.format(), bytes);
    return bytes.toByteArray();
  }

  private static BlobRef stored(BlobStore blobs, Kind kind, String name, BufferedImage noise)
      throws IOException {
    byte[] file = file(kind, noise);
    String key = "bench/" + name + "." + kind.format();
    blobs.put(key, file);
    return BlobRef.newBuilder()
        .setKey(key)
        .setMediaType(kind.format().equals("png") ? "image/png" : "image/jpeg")
        .setBytes(file.length)
        .setSha256(Sha256.hex(file))
        .build();
  }

  /** A piece of a made-up photo, with so many thirds of red and of blue. */
  private BufferedImage noise(int red, int blue) {
    var image = new BufferedImage(TILE, TILE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < TILE; y++) {
      for (int x = 0; x < TILE; x++) {
        int level = 40 + (x + y) / 8 + ((x / 64 + y / 64) % 2) * 30 + random.nextInt(6);
        image.setRGB(x, y, ((level * red / 3) << 16) | ((level * 3 / 4) << 8) | (level * blue / 3));
      }
    }
    return image;
  }
}
