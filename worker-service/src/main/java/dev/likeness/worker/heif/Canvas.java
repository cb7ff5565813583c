package dev.likeness.worker.heif;

import dev.likeness.kit.image.Frame;
import dev.likeness.kit.image.HeifFile.CodedColors;
import dev.likeness.worker.image.HeifPixels.Raw;
import dev.likeness.worker.image.SrgbConversion;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Where decoded parts are drawn: a picture of which a rectangle is shown. */
final class Canvas {
  private static final int CHANNELS = 3;
  private static final int OPAQUE = 255;
  private static final int MAX_SAMPLE = 65_535;

  private final Frame shown;
  private final byte[] bgr;

  /**
   * @param background red, green and blue, 8 bits each, of what nothing is drawn on
   */
  Canvas(Frame shown, int background) {
    this.shown = shown;
    this.bgr = new byte[Math.multiplyExact(shown.width() * CHANNELS, shown.height())];
    for (int at = 0; at < bgr.length; at += CHANNELS) {
      bgr[at] = (byte) background;
      bgr[at + 1] = (byte) (background >> 8);
      bgr[at + 2] = (byte) (background >> 16);
    }
  }

  Raw raw() {
    return new Raw(shown.width(), shown.height(), bgr);
  }

  /**
   * Draws a part; its own transparency, if it has any, lets white through.
   *
   * @param conversion to sRGB; empty to leave the colors as they are
   */
  void draw(AVFrame frame, Frame place, CodedColors colors, Optional<SrgbConversion> conversion)
      throws IOException {
    var samples = new FrameSamples(frame);
    var pixels = new RgbRows(samples, colors, conversion.isPresent() ? MAX_SAMPLE : OPAQUE);
    int[] rgb = new int[samples.width() * CHANNELS];
    int[] opacity = new int[samples.width()];
    Span across = columns(place, samples);
    Span down = rows(place, samples);
    for (int row = down.from; row < down.to; row++) {
      pixels.read(row, rgb);
      conversion.ifPresent(to -> to.convert(rgb, samples.width()));
      if (samples.hasAlpha()) {
        samples.read(samples.alpha(), row, opacity);
        onWhite(rgb, opacity, (1 << samples.depth()) - 1);
      }
      int at = begin(place, row, across);
      for (int x = across.from * CHANNELS;
          x < across.to * CHANNELS;
          x += CHANNELS, at += CHANNELS) {
        bgr[at] = (byte) rgb[x + 2];
        bgr[at + 1] = (byte) rgb[x + 1];
        bgr[at + 2] = (byte) rgb[x];
      }
    }
  }

  /**
   * Lets white through what was drawn.
   *
   * @param opacity a gray picture of the size of the whole
   * @param premultiplied whether colors are multiplied with it already
   */
  void letWhiteThrough(AVFrame opacity, Frame place, boolean premultiplied) throws IOException {
    var samples = new FrameSamples(opacity);
    int max = (1 << samples.depth()) - 1;
    int[] row = new int[samples.width()];
    Span across = columns(place, samples);
    Span down = rows(place, samples);
    for (int y = down.from; y < down.to; y++) {
      samples.read(0, y, row);
      int at = begin(place, y, across);
      for (int x = across.from; x < across.to; x++) {
        for (int c = 0; c < CHANNELS; c++, at++) {
          int value = bgr[at] & 255;
          int light = premultiplied ? value * max : value * row[x];
          bgr[at] = (byte) Math.min(OPAQUE, (light + (max - row[x]) * OPAQUE + max / 2) / max);
        }
      }
    }
  }

  private Span columns(Frame place, FrameSamples part) {
    int width = Math.min(place.width(), part.width());
    return Span.of(place.left(), width, shown.left(), shown.width());
  }

  private Span rows(Frame place, FrameSamples part) {
    int height = Math.min(place.height(), part.height());
    return Span.of(place.top(), height, shown.top(), shown.height());
  }

  /** Where the shown columns of a row of a part begin. */
  private int begin(Frame place, int row, Span across) {
    int y = place.top() + row - shown.top();
    int x = place.left() + across.from - shown.left();
    return (y * shown.width() + x) * CHANNELS;
  }

  private static void onWhite(int[] rgb, int[] opacity, int max) {
    for (int x = 0; x < opacity.length; x++) {
      for (int c = x * CHANNELS; c < (x + 1) * CHANNELS; c++) {
        rgb[c] = (rgb[c] * opacity[x] + (max - opacity[x]) * OPAQUE + max / 2) / max;
      }
    }
  }

  /** Rows or columns of a part that are shown. */
  private record Span(int from, int to) {
    static Span of(int begin, int length, int shownBegin, int shownLength) {
      int from = Math.max(0, shownBegin - begin);
      return new Span(from, Math.max(from, Math.min(length, shownBegin + shownLength - begin)));
    }
  }
}
