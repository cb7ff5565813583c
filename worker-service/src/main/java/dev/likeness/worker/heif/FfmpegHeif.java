package dev.likeness.worker.heif;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_STREAM_GROUP_PARAMS_TILE_GRID;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BICUBIC;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INP;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import dev.likeness.worker.image.HeifPixels.Raw;
import java.io.IOException;
import java.util.BitSet;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.AVStreamGroup;
import org.bytedeco.ffmpeg.avformat.AVStreamGroupTileGrid;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the primary image of a HEIF file with FFmpeg: one HEVC picture, or a grid of them, which is
 * how phones store large photos. FFmpeg sees no file and no network, only the bytes, and of its
 * formats and codecs only these two. For one thread.
 */
final class FfmpegHeif {
  private static final int BUFFER = 1 << 16;
  private static final int CHANNELS = 3;
  private static final int MOST_TILES = 1024;

  /** The scaler may write a little beyond the last line. */
  private static final int SLACK = 64;

  private final long mostPixels;

  /**
   * Loads the libraries.
   *
   * @throws UnsatisfiedLinkError if there are none for this platform
   */
  FfmpegHeif(long mostPixels) {
    this.mostPixels = mostPixels;
    Loader.load(avcodec.class);
    Loader.load(avformat.class);
    Loader.load(swscale.class);
    av_log_set_level(AV_LOG_QUIET);
  }

  Raw read(byte[] file) throws IOException {
    var reading = new Reading(file);
    var seeking = new Seeking(reading);
    AVIOContext io =
        avio_alloc_context(
            new BytePointer(av_malloc(BUFFER)), BUFFER, 0, new Pointer(), reading, null, seeking);
    try {
      AVFormatContext format = avformat_alloc_context();
      format.pb(io);
      // On failure it frees the context itself.
      check(
          avformat_open_input(format, "", av_find_input_format("mov"), (AVDictionary) null),
          "not a HEIF file");
      try {
        return read(format);
      } finally {
        avformat_close_input(format);
      }
    } finally {
      av_free(io.buffer());
      avio_context_free(io);
      reading.close();
      seeking.close();
    }
  }

  private Raw read(AVFormatContext format) throws IOException {
    for (int i = 0; i < format.nb_stream_groups(); i++) {
      AVStreamGroup group = format.stream_groups(i);
      if (group.type() == AV_STREAM_GROUP_PARAMS_TILE_GRID
          && (group.disposition() & AV_DISPOSITION_DEFAULT) != 0) {
        return grid(format, group);
      }
    }
    return single(format);
  }

  private Raw single(AVFormatContext format) throws IOException {
    AVPacket packet = av_packet_alloc();
    try {
      while (av_read_frame(format, packet) >= 0) {
        AVStream stream = format.streams(packet.stream_index());
        if ((stream.disposition() & AV_DISPOSITION_DEFAULT) != 0) {
          return picture(stream, packet);
        }
        av_packet_unref(packet);
      }
      throw new IOException("the file has no picture");
    } finally {
      av_packet_free(packet);
    }
  }

  private Raw grid(AVFormatContext format, AVStreamGroup group) throws IOException {
    AVStreamGroupTileGrid grid = group.params_tile_grid();
    int tiles = grid.nb_tiles();
    checkSize(grid.width(), grid.height());
    if (tiles < 1 || tiles > MOST_TILES) {
      throw new IOException("the picture has " + tiles + " tiles");
    }
    var whole =
        new Raw(
            grid.width(),
            grid.height(),
            new byte[Math.multiplyExact(grid.width() * CHANNELS, grid.height())]);
    var placed = new BitSet();
    AVPacket packet = av_packet_alloc();
    try {
      while (placed.cardinality() < tiles && av_read_frame(format, packet) >= 0) {
        place(format.streams(packet.stream_index()), packet, group, placed, whole);
        av_packet_unref(packet);
      }
    } finally {
      av_packet_free(packet);
    }
    if (placed.cardinality() < tiles) {
      throw new IOException("a part of the picture is missing");
    }
    return whole;
  }

  /** Decodes a tile, if it is one, and copies it to where it belongs; maybe several times. */
  private void place(
      AVStream stream, AVPacket packet, AVStreamGroup group, BitSet placed, Raw whole)
      throws IOException {
    AVStreamGroupTileGrid grid = group.params_tile_grid();
    Raw tile = null;
    for (int i = 0; i < grid.nb_tiles(); i++) {
      int member = grid.offsets_idx(i);
      if (member < 0 || member >= group.nb_streams()) {
        throw new IOException("the picture names a part that it does not have");
      }
      if (!placed.get(i) && group.streams(member).index() == stream.index()) {
        tile = tile == null ? picture(stream, packet) : tile;
        copy(
            tile,
            whole,
            grid.offsets_horizontal(i) - grid.horizontal_offset(),
            grid.offsets_vertical(i) - grid.vertical_offset());
        placed.set(i);
      }
    }
  }

  private static void copy(Raw tile, Raw whole, int left, int top) {
    int from = Math.max(0, -left);
    int width = Math.min(tile.width(), whole.width() - left) - from;
    for (int y = Math.max(0, -top); y < tile.height() && top + y < whole.height(); y++) {
      if (width > 0) {
        System.arraycopy(
            tile.bgr(),
            (y * tile.width() + from) * CHANNELS,
            whole.bgr(),
            ((top + y) * whole.width() + left + from) * CHANNELS,
            width * CHANNELS);
      }
    }
  }

  /** Decodes the one picture of a packet. */
  private Raw picture(AVStream stream, AVPacket packet) throws IOException {
    if (stream.codecpar().codec_id() != AV_CODEC_ID_HEVC) {
      throw new IOException("the picture is not encoded as HEVC");
    }
    checkSize(stream.codecpar().width(), stream.codecpar().height());
    var codec = avcodec_find_decoder(AV_CODEC_ID_HEVC);
    AVCodecContext context = avcodec_alloc_context3(codec);
    AVFrame frame = av_frame_alloc();
    try {
      check(avcodec_parameters_to_context(context, stream.codecpar()), "no parameters");
      context.thread_count(1);
      context.max_pixels(mostPixels);
      check(avcodec_open2(context, codec, (AVDictionary) null), "no decoder");
      check(avcodec_send_packet(context, packet), "damaged");
      check(avcodec_send_packet(context, null), "damaged"); // no more: give what there is
      check(avcodec_receive_frame(context, frame), "damaged");
      checkSize(frame.width(), frame.height());
      return converted(frame, stream);
    } finally {
      av_frame_free(frame);
      avcodec_free_context(context);
    }
  }

  private static Raw converted(AVFrame frame, AVStream stream) throws IOException {
    int width = frame.width();
    int height = frame.height();
    SwsContext scaler =
        sws_getContext(
            width,
            height,
            frame.format(),
            width,
            height,
            AV_PIX_FMT_BGR24,
            SWS_BICUBIC | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_ACCURATE_RND,
            null,
            null,
            (double[]) null);
    if (scaler == null) {
      throw new IOException("the picture has colours that are not known");
    }
    int line = width * CHANNELS;
    try (var pixels = new BytePointer((long) line * height + SLACK);
        var planes = new PointerPointer<BytePointer>(4);
        var lines = new IntPointer(4)) {
      IntPointer matrix = sws_getCoefficients(matrix(frame, stream));
      check(
          sws_setColorspaceDetails(
              scaler, matrix, fullRange(frame, stream) ? 1 : 0, matrix, 1, 0, 1 << 16, 1 << 16),
          "the picture has colours that are not known");
      planes.put(0, pixels);
      lines.put(0, line);
      check(sws_scale(scaler, frame.data(), frame.linesize(), 0, height, planes, lines), "damaged");
      byte[] bgr = new byte[line * height];
      pixels.get(bgr);
      return new Raw(width, height, bgr);
    } finally {
      sws_freeContext(scaler);
    }
  }

  /** What the picture says counts more than what the file says; BT.601 if neither does. */
  private static int matrix(AVFrame frame, AVStream stream) {
    int said =
        frame.colorspace() == AVCOL_SPC_UNSPECIFIED
            ? stream.codecpar().color_space()
            : frame.colorspace();
    return said == AVCOL_SPC_UNSPECIFIED ? SWS_CS_DEFAULT : said;
  }

  private static boolean fullRange(AVFrame frame, AVStream stream) {
    int said =
        frame.color_range() == AVCOL_RANGE_UNSPECIFIED
            ? stream.codecpar().color_range()
            : frame.color_range();
    return said == AVCOL_RANGE_JPEG;
  }

  private void checkSize(int width, int height) throws IOException {
    if (width < 1 || height < 1 || (long) width * height > mostPixels) {
      throw new IOException("the picture has " + width + " x " + height + " pixels");
    }
  }

  private static void check(int result, String problem) throws IOException {
    if (result < 0) {
      throw new IOException(problem);
    }
  }

  /** Gives FFmpeg the next bytes. */
  private static final class Reading extends Read_packet_Pointer_BytePointer_int {
    private final byte[] file;
    private int at;

    Reading(byte[] file) {
      this.file = file;
    }

    @Override
    public int call(@Nullable Pointer opaque, BytePointer target, int size) {
      int count = Math.min(size, file.length - at);
      if (count <= 0) {
        return AVERROR_EOF();
      }
      target.put(file, at, count);
      at += count;
      return count;
    }
  }

  /** Moves FFmpeg to another place in the file. */
  private static final class Seeking extends Seek_Pointer_long_int {
    private static final int FROM_HERE = 1;
    private static final int FROM_END = 2;

    private final Reading reading;

    Seeking(Reading reading) {
      this.reading = reading;
    }

    @Override
    public long call(@Nullable Pointer opaque, long offset, int whence) {
      if ((whence & AVSEEK_SIZE) != 0) {
        return reading.file.length;
      }
      long to =
          switch (whence & 3) {
            case FROM_HERE -> reading.at + offset;
            case FROM_END -> reading.file.length + offset;
            default -> offset;
          };
      if (to < 0 || to > reading.file.length) {
        return -1;
      }
      reading.at = (int) to;
      return to;
    }
  }
}
