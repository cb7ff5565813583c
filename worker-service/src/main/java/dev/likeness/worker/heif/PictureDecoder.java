package dev.likeness.worker.heif;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;

import dev.likeness.kit.image.Frame;
import dev.likeness.kit.image.HeifFile;
import dev.likeness.kit.image.HeifFile.Alpha;
import dev.likeness.kit.image.HeifFile.Codec;
import dev.likeness.kit.image.HeifFile.CodedColors;
import dev.likeness.kit.image.HeifFile.Part;
import dev.likeness.kit.image.ImageCheck;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.image.WebpFile;
import dev.likeness.worker.image.HeifPixels.Raw;
import dev.likeness.worker.image.SrgbConversion;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes WebP, HEIC and AVIF files: reads the container, has FFmpeg decode the coded pictures in
 * it one after the other, and puts them together. For one thread.
 */
final class PictureDecoder {
  /** Lossy WebP has one kind of colors (RFC 6386 section 9.2). */
  private static final CodedColors WEBP = new CodedColors(1, 13, 6, false);

  private static final int WHITE = 0xffffff;

  /** Coded pictures are larger than what is shown of them by less than two blocks. */
  private static final int BLOCKS = 2 * 128;

  private final FfmpegCodec codec;
  private final ImageCheck check;

  /**
   * Loads the libraries.
   *
   * @throws UnsatisfiedLinkError if there are none for this platform
   */
  PictureDecoder(ImageLimits limits) {
    this.codec = new FfmpegCodec();
    this.check = new ImageCheck(limits);
  }

  /**
   * The picture of a file, opaque and cropped as the file says, not turned upright. Its colors are
   * those of the ICC profile of the file, or sRGB where it has none.
   *
   * @throws IOException if it is damaged
   * @throws dev.likeness.kit.image.UnreadableImageException if it is damaged, cut off or too large
   */
  Raw read(byte[] file) throws IOException {
    ImageFormat format = check.check(file).format();
    return switch (format) {
      case WEBP -> webp(WebpFile.of(file));
      case HEIF, AVIF -> heif(HeifFile.of(file));
      case JPEG, PNG, GIF -> throw new IOException(format + " is decoded elsewhere");
    };
  }

  private Raw webp(WebpFile webp) throws IOException {
    var canvas = new Canvas(new Frame(0, 0, webp.width(), webp.height()), WHITE);
    codec.decode(
        FfmpegCodec.Kind.WEBP,
        new byte[0],
        webp.still(),
        area(webp.frame()),
        frame -> canvas.draw(frame, webp.frame(), WEBP, Optional.empty()));
    return canvas.raw();
  }

  private Raw heif(HeifFile heif) throws IOException {
    var canvas = new Canvas(heif.crop(), heif.background());
    for (Part part : heif.parts()) {
      decode(
          part,
          frame -> {
            CodedColors colors = heif.colors().orElseGet(() -> ofFrame(frame));
            canvas.draw(frame, part.place(), colors, conversion(heif, colors));
          });
    }
    if (heif.alpha().isPresent()) {
      Alpha alpha = heif.alpha().get();
      if (alpha.width() == heif.width() && alpha.height() == heif.height()) {
        for (Part part : alpha.parts()) {
          decode(part, frame -> canvas.letWhiteThrough(frame, part.place(), alpha.premultiplied()));
        }
      }
    }
    return canvas.raw();
  }

  private void decode(Part part, FfmpegCodec.Drawn drawn) throws IOException {
    FfmpegCodec.Kind kind =
        switch (part.codec()) {
          case HEVC -> FfmpegCodec.Kind.HEVC;
          case AV1 -> FfmpegCodec.Kind.AV1;
        };
    // The decoder for AV1 wants its first data in the data themselves, where they always are.
    byte[] configuration = part.codec() == Codec.AV1 ? new byte[0] : part.configuration();
    codec.decode(kind, configuration, part.data(), area(part.place()), drawn);
  }

  /** A profile counts more than numbers do; it is applied outside. */
  private static Optional<SrgbConversion> conversion(HeifFile heif, CodedColors colors) {
    return heif.profile().isPresent()
        ? Optional.empty()
        : SrgbConversion.of(colors.primaries(), colors.transfer(), heif.peak());
  }

  /** What the coded picture says, where the file says nothing. */
  private static CodedColors ofFrame(AVFrame frame) {
    return new CodedColors(
        frame.color_primaries(),
        frame.color_trc(),
        frame.colorspace(),
        frame.color_range() == AVCOL_RANGE_JPEG);
  }

  private static long area(Frame place) {
    return (long) (place.width() + BLOCKS) * (place.height() + BLOCKS);
  }
}
