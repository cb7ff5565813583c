package dev.likeness.worker.image;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.GifFile;
import dev.likeness.kit.image.ImageCheck;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.kit.image.ImageHeader;
import dev.likeness.kit.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Turns files into photos, within limits. Any thread may call it; together the callers take no more
 * heap than the limits say, so that a few large pictures cannot fill it.
 *
 * <p>JPEG and PNG ({@link RasterFile}) and GIF ({@link GifPicture}) are decoded here, WebP, HEIC
 * and AVIF behind {@link HeifPixels}.
 */
public final class ImageDecoder {
  private static final int CHANNELS = 3;

  /** Bytes of heap that a permit stands for. */
  private static final int PERMIT = 1_000_000;

  private final DecodeLimits limits;
  private final ImageCheck check;
  private final Optional<HeifPixels> pixels;
  private final boolean heic;
  private final Semaphore permits;

  /** A decoder of JPEG, PNG and GIF only. */
  public ImageDecoder(DecodeLimits limits) {
    this(limits, Optional.empty(), false);
  }

  /**
   * @param pixels reads WebP, AVIF and HEIC files; empty to refuse them
   * @param heic whether HEIC files may be read
   */
  public ImageDecoder(DecodeLimits limits, Optional<HeifPixels> pixels, boolean heic) {
    this.limits = limits;
    this.check = new ImageCheck(limits.image());
    this.pixels = pixels;
    this.heic = heic;
    this.permits = new Semaphore(permits(limits.heapBytes()), true);
  }

  /**
   * Decodes a JPEG, PNG, WebP, HEIC or AVIF file, or the first picture of a GIF.
   *
   * @throws ImageRefused if the file is none of these, damaged, or beyond the limits
   */
  public Photo decode(byte[] file) {
    try {
      ImageHeader header = check.check(file);
      return switch (header.format()) {
        case JPEG, PNG -> decodeRaster(header, file);
        case GIF -> decodeGif(GifFile.of(file));
        case WEBP, HEIF, AVIF -> decodeElsewhere(header, file);
      };
    } catch (UnreadableImageException e) {
      throw new ImageRefused(e);
    }
  }

  private Photo decodeRaster(ImageHeader header, byte[] file) {
    try (var raster =
        new RasterFile(header.format(), file, header.width(), header.height(), limits.time())) {
      // Reading the header takes no time; waiting for memory may, and is not the picture's fault.
      int strip = strip(raster, header);
      int cost = cost(raster.bytes(strip));
      permits.acquireUninterruptibly(cost);
      try {
        var small = new AreaDownscaler(header.width(), header.height(), limits.fit());
        raster.read(strip, StatedColors.conversion(header.format(), file), small);
        StatedColors.applyProfile(header.format(), file, small.result());
        return upright(small.result(), EmbeddedMetadata.orientation(header.format(), file));
      } finally {
        permits.release(cost);
      }
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer damaged files with all kinds of unchecked exceptions.
      throw isTooSlow(e) ? tooSlow(header.format(), e) : damaged(header.format(), e);
    }
  }

  private Photo decodeGif(GifFile gif) {
    int cost = cost((long) gif.frame().width() * gif.frame().height());
    permits.acquireUninterruptibly(cost);
    try {
      var small = new AreaDownscaler(gif.width(), gif.height(), limits.fit());
      new GifPicture(gif).read(small);
      return upright(small.result(), Orientation.UPRIGHT);
    } finally {
      permits.release(cost);
    }
  }

  private Photo decodeElsewhere(ImageHeader header, byte[] file) {
    if (pixels.isEmpty() || (header.format() == ImageFormat.HEIF && !heic)) {
      throw new ImageRefused(
          FailureCode.UNSUPPORTED_MEDIA_TYPE,
          header.format() + " is not read here: send JPEG or PNG.");
    }
    int cost = cost((long) CHANNELS * header.width() * header.height());
    permits.acquireUninterruptibly(cost);
    try {
      HeifPixels.Raw raw = pixels.get().read(file);
      var small = new AreaDownscaler(raw.width(), raw.height(), limits.fit());
      for (int y = 0; y < raw.height(); y++) {
        small.add(raw.bgr(), y * raw.width() * CHANNELS);
      }
      StatedColors.applyProfile(header.format(), file, small.result());
      return upright(small.result(), EmbeddedMetadata.orientation(header.format(), file));
    } catch (DecodeTooSlow e) {
      throw tooSlow(header.format(), e);
    } catch (IOException e) {
      throw damaged(header.format(), e);
    } finally {
      permits.release(cost);
    }
  }

  /** How many rows are read at a time: all, unless they do not fit into the heap. */
  private int strip(RasterFile raster, ImageHeader header) throws IOException {
    int strip = header.height();
    while (strip > 1 && raster.bytes(strip) > limits.heapBytes()) {
      strip = (strip + 1) / 2;
    }
    return strip;
  }

  private int cost(long bytes) {
    return Math.min(permits(limits.heapBytes()), permits(bytes));
  }

  private static Photo upright(BufferedImage plain, Orientation orientation) {
    int width = plain.getWidth();
    int height = plain.getHeight();
    Photo photo =
        Photo.allocate(orientation.width(width, height), orientation.height(width, height));
    try {
      Pixels.copy(plain, orientation, photo);
      return photo;
    } catch (RuntimeException | Error e) {
      photo.close();
      throw e;
    }
  }

  private static ImageRefused damaged(ImageFormat format, Exception cause) {
    return new ImageRefused(
        FailureCode.INVALID_IMAGE,
        "The " + format + " file is damaged and cannot be decoded.",
        cause);
  }

  /** Readers wrap what their input throws. */
  private static boolean isTooSlow(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DecodeTooSlow) {
        return true;
      }
    }
    return false;
  }

  private ImageRefused tooSlow(ImageFormat format, Exception cause) {
    return new ImageRefused(
        FailureCode.INVALID_IMAGE,
        "The "
            + format
            + " file takes longer than "
            + limits.time().toSeconds()
            + " s to decode: save it anew and send that.",
        cause);
  }

  private static int permits(long bytes) {
    return Math.toIntExact(Math.max(1, (bytes + PERMIT - 1) / PERMIT));
  }
}
