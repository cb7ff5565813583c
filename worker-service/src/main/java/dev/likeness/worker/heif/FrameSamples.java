package dev.likeness.worker.heif;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_FLOAT;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_HWACCEL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_PAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVComponentDescriptor;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;

/**
 * The samples of a decoded picture, whatever their layout: planes or packed, 8 to 16 bits, with
 * fewer samples of color than of brightness or not. Source: FFmpeg's description of pixel formats
 * ({@code libavutil/pixdesc.h}). Valid as long as the frame is.
 */
final class FrameSamples {
  private static final int UNREADABLE =
      AV_PIX_FMT_FLAG_BE
          | AV_PIX_FMT_FLAG_BITSTREAM
          | AV_PIX_FMT_FLAG_FLOAT
          | AV_PIX_FMT_FLAG_HWACCEL
          | AV_PIX_FMT_FLAG_PAL;

  private final AVPixFmtDescriptor format;
  private final int width;
  private final int height;
  private final Component[] components;

  FrameSamples(AVFrame frame) throws IOException {
    this.format = av_pix_fmt_desc_get(frame.format());
    if (format == null || (format.flags() & UNREADABLE) != 0) {
      throw new IOException("the picture has samples of a kind that is not known");
    }
    this.width = frame.width();
    this.height = frame.height();
    this.components = new Component[format.nb_components() & 255];
    for (int i = 0; i < components.length; i++) {
      components[i] = new Component(frame, format.comp(i), widthOf(i));
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Bits of a sample. */
  int depth() {
    return components[0].depth;
  }

  /** Whether the first three components are red, green and blue. */
  boolean isRgb() {
    return (format.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
  }

  boolean isGray() {
    return components.length < 3;
  }

  boolean hasAlpha() {
    return components.length % 2 == 0;
  }

  int alpha() {
    return components.length - 1;
  }

  /** Whether a component of color has a sample for every two columns only. */
  boolean halvesColumns() {
    return format.log2_chroma_w() == 1;
  }

  /** Whether a component of color has a sample for every two rows only. */
  boolean halvesRows() {
    return format.log2_chroma_h() == 1;
  }

  /** Whether {@link #halvesColumns} and {@link #halvesRows} say all. */
  boolean isUsual() {
    return format.log2_chroma_w() < 2 && format.log2_chroma_h() < 2;
  }

  int widthOf(int component) {
    return isColor(component) ? -(-width >> format.log2_chroma_w()) : width;
  }

  int heightOf(int component) {
    return isColor(component) ? -(-height >> format.log2_chroma_h()) : height;
  }

  /**
   * Reads a row of a component.
   *
   * @param row of the component, from 0
   * @param samples at least as many as the component is wide
   */
  void read(int component, int row, int[] samples) {
    components[component].read(row, samples);
  }

  private boolean isColor(int component) {
    return !isRgb() && (component == 1 || component == 2) && (format.nb_components() & 255) > 2;
  }

  /** Where the samples of a component are. */
  private static final class Component {
    private final BytePointer plane;
    private final int line;
    private final int step;
    private final int offset;
    private final int shift;
    private final int depth;
    private final int width;
    private final byte[] bytes;

    Component(AVFrame frame, AVComponentDescriptor layout, int width) {
      this.plane = frame.data(layout.plane());
      this.line = frame.linesize(layout.plane());
      this.step = layout.step();
      this.offset = layout.offset();
      this.shift = layout.shift();
      this.depth = layout.depth();
      this.width = width;
      this.bytes = new byte[(width - 1) * step + offset + (depth + 7) / 8];
    }

    void read(int row, int[] samples) {
      plane.position((long) row * line).get(bytes);
      int mask = (1 << depth) - 1;
      if (depth <= 8) {
        for (int x = 0, at = offset; x < width; x++, at += step) {
          samples[x] = ((bytes[at] & 255) >> shift) & mask;
        }
      } else {
        for (int x = 0, at = offset; x < width; x++, at += step) {
          samples[x] = ((bytes[at] & 255) | (bytes[at + 1] & 255) << 8) >> shift & mask;
        }
      }
    }
  }
}
