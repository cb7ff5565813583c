package dev.likeness.worker.heif;

import static org.bytedeco.ffmpeg.global.avcodec.AV_EF_EXPLODE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;

/**
 * Decodes single coded pictures with FFmpeg's libavcodec. It sees no file, no container and no
 * network, only the bytes of one picture, and of its codecs only these three. For one thread.
 */
final class FfmpegCodec {

  /** By the names that FFmpeg gives its decoders. */
  enum Kind {
    HEVC("hevc"),
    AV1("libaom-av1"),
    WEBP("webp");

    private final String decoder;

    Kind(String decoder) {
      this.decoder = decoder;
    }
  }

  /** Takes what a decoder drew; valid only during the call. */
  interface Drawn {
    void use(AVFrame frame) throws IOException;
  }

  /**
   * Loads the libraries.
   *
   * @throws UnsatisfiedLinkError if there are none for this platform
   */
  FfmpegCodec() {
    Loader.load(avutil.class);
    Loader.load(avcodec.class);
    av_log_set_level(AV_LOG_QUIET);
  }

  /**
   * Decodes the one picture of some data.
   *
   * @param configuration what the decoder must know first; may be empty
   * @param maxPixels of the picture; a larger one is damaged
   * @throws IOException if the data are damaged or cut off
   */
  void decode(Kind kind, byte[] configuration, byte[] data, long maxPixels, Drawn drawn)
      throws IOException {
    AVCodec codec = avcodec_find_decoder_by_name(kind.decoder);
    if (codec == null) {
      throw new IOException("no decoder for " + kind);
    }
    AVCodecContext context = avcodec_alloc_context3(codec);
    AVFrame frame = av_frame_alloc();
    AVPacket packet = av_packet_alloc();
    try {
      context.thread_count(1);
      context.max_pixels(maxPixels);
      context.err_recognition(AV_EF_EXPLODE);
      if (configuration.length > 0) {
        // Freed with the context.
        var extra =
            new BytePointer(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE));
        extra.put(configuration);
        context.extradata(extra);
        context.extradata_size(configuration.length);
      }
      check(avcodec_open2(context, codec, (AVDictionary) null), "cannot be decoded");
      check(av_new_packet(packet, data.length), "too large");
      packet.data().put(data);
      check(avcodec_send_packet(context, packet), "damaged");
      check(avcodec_send_packet(context, null), "damaged"); // no more: give what there is
      check(avcodec_receive_frame(context, frame), "damaged");
      if (frame.decode_error_flags() != 0) {
        throw new IOException("damaged");
      }
      drawn.use(frame);
    } finally {
      av_packet_free(packet);
      av_frame_free(frame);
      avcodec_free_context(context);
    }
  }

  private static void check(int result, String problem) throws IOException {
    if (result < 0) {
      throw new IOException("the picture is " + problem);
    }
  }
}
