package dev.likeness.e2e;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Draws photos, and files that only look like photos. */
final class Photos {
  private Photos() {}

  /** A dark gradient with blobs; another one for each seed. */
  static byte[] jpeg(int width, int height, long seed) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var random = new Random(seed);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(40, 30, 15), width, height, new Color(120, 80, 40)));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 40; i++) {
      graphics.setColor(new Color(random.nextInt(140), random.nextInt(120), random.nextInt(80)));
      graphics.fillOval(random.nextInt(width), random.nextInt(height), width / 8, height / 8);
    }
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A PNG whose parts are all well, but for the pixels, which are not compressed data. */
  static byte[] corruptPng() {
    return png(640, 480, "not what deflate gives".getBytes(StandardCharsets.US_ASCII));
  }

  /** A PNG of about 300 kB that claims 50,000 x 50,000 pixels (one bit each, all zero). */
  static byte[] bomb() {
    int side = 50_000;
    var pixels = new ByteArrayOutputStream();
    try (var deflated = new DeflaterOutputStream(pixels, new Deflater(9))) {
      byte[] row = new byte[1 + side / 8];
      for (int i = 0; i < side; i++) {
        deflated.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png(side, side, pixels.toByteArray());
  }

  /**
   * @param pixels one bit each, compressed
   */
  private static byte[] png(int width, int height, byte[] pixels) {
    var png = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(png)) {
      out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
      var header = new ByteArrayOutputStream();
      var fields = new DataOutputStream(header);
      fields.writeInt(width);
      fields.writeInt(height);
      fields.write(new byte[] {1, 0, 0, 0, 0});
      chunk(out, "IHDR", header.toByteArray());
      chunk(out, "IDAT", pixels);
      chunk(out, "IEND", new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }
}
