package dev.likeness.worker.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * Writes a line on a photo: white letters with a soft dark edge, which can be read on anything.
 *
 * <p>The letters are the outlines of Liberation Sans (SIL Open Font License), which comes with
 * PDFBox: fonts of the system may not be there, and Java's text needs some. Any thread may call it;
 * they take turns.
 */
public final class CaptionPen {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  /** Height of the letters and width of the margin, as parts of the shorter side. */
  private static final double HEIGHT = .07;

  private static final double MARGIN = .05;

  /** How often the dark edge is drawn, wider and fainter, as parts of the height. */
  private static final double[] EDGES = {.02, .05, .08, .11};

  private final TrueTypeFont font;
  private final CmapLookup letters;

  /** Where a line goes. */
  public enum Place {
    TOP,
    MIDDLE,
    BOTTOM
  }

  private CaptionPen(TrueTypeFont font, CmapLookup letters) {
    this.font = font;
    this.letters = letters;
  }

  /** Loads the font. */
  public static CaptionPen open() {
    try (InputStream in = TrueTypeFont.class.getResourceAsStream(FONT)) {
      if (in == null) {
        throw new FileNotFoundException(FONT);
      }
      TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(in));
      return new CaptionPen(font, font.getUnicodeCmapLookup());
    } catch (IOException e) {
      throw new UncheckedIOException("the font for captions cannot be read", e);
    }
  }

  /** The letters of {@code text} that it cannot write; empty if it can write all. */
  public synchronized List<String> unwritable(String text) {
    var missing = new ArrayList<String>();
    text.codePoints()
        .filter(letter -> letters.getGlyphId(letter) == 0 || !isPlain(letter))
        .forEach(letter -> missing.add(Character.toString(letter)));
    return missing;
  }

  /** Writes onto the photo, smaller where the line would not fit. */
  public void write(Photo photo, String text, Place place) {
    Path2D line = outline(text);
    double extent = line.getBounds2D().getWidth();
    double shortSide = Math.min(photo.width(), photo.height());
    double margin = MARGIN * shortSide;
    double height = HEIGHT * shortSide;
    double scale = Math.min(height, (photo.width() - 2 * margin) / Math.max(extent, 1e-3));
    double left = (photo.width() - extent * scale) / 2 - line.getBounds2D().getX() * scale;
    int strip = Math.min(photo.height(), (int) Math.ceil(2 * scale + 2));
    double baseline = strip / 2.0 + .35 * scale;
    int top =
        switch (place) {
          case TOP -> (int) Math.round(margin * .5);
          case MIDDLE -> (photo.height() - strip) / 2;
          case BOTTOM -> (int) Math.round(photo.height() - strip - margin * .5);
        };
    line.transform(new AffineTransform(scale, 0, 0, -scale, left, baseline));
    int from = Math.clamp(top, 0, photo.height() - strip);
    BufferedImage image = read(photo, from, strip);
    draw(line, scale, image);
    store(image, photo, from);
  }

  /** The line at a height of 1, its baseline at 0 and upwards positive. */
  private synchronized Path2D outline(String text) {
    try {
      double unit = 1.0 / font.getUnitsPerEm();
      var line = new Path2D.Double();
      double x = 0;
      for (int letter : text.codePoints().toArray()) {
        int glyph = letters.getGlyphId(letter);
        var shape = font.getGlyph().getGlyph(glyph);
        if (shape != null) {
          GeneralPath path = shape.getPath();
          line.append(path.getPathIterator(new AffineTransform(unit, 0, 0, unit, x, 0)), false);
        }
        x += font.getAdvanceWidth(glyph) * unit;
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("the font for captions cannot be read", e);
    }
  }

  private static void draw(Path2D line, double height, BufferedImage image) {
    Graphics2D pen = image.createGraphics();
    try {
      pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      pen.setColor(new Color(0, 0, 0, 70));
      for (double edge : EDGES) {
        pen.setStroke(
            new BasicStroke(
                (float) (2 * edge * height), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        pen.draw(line);
      }
      pen.setColor(Color.WHITE);
      pen.fill(line);
    } finally {
      pen.dispose();
    }
  }

  private static BufferedImage read(Photo photo, int top, int lines) {
    var image = new BufferedImage(photo.width(), lines, BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    photo.pixels().get(photo.offset(0, top), bgr);
    exchangeRedAndBlue(bgr);
    return image;
  }

  private static void store(BufferedImage image, Photo photo, int top) {
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    exchangeRedAndBlue(bgr);
    ByteBuffer pixels = photo.pixels();
    pixels.put(photo.offset(0, top), bgr);
  }

  private static void exchangeRedAndBlue(byte[] pixels) {
    for (int i = 0; i < pixels.length; i += Photo.CHANNELS) {
      byte first = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = first;
    }
  }

  /**
   * Letters that join, combine or run from right to left need more than one outline after another.
   */
  private static boolean isPlain(int letter) {
    Character.UnicodeScript script = Character.UnicodeScript.of(letter);
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.CONTROL, Character.FORMAT -> false;
      default ->
          script == Character.UnicodeScript.LATIN
              || script == Character.UnicodeScript.GREEK
              || script == Character.UnicodeScript.CYRILLIC
              || script == Character.UnicodeScript.COMMON;
    };
  }
}
