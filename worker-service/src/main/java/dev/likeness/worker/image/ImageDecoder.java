package dev.likeness.worker.image;

import dev.likeness.contract.FailureCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Turns files into photos, within limits. Any thread may call it; together the callers take no more
 * heap than the limits say, so that a few large pictures cannot fill it.
 *
 * <p>The readers underneath are the JDK's and TwelveMonkeys'. They are told to skip metadata, some
 * of which a hostile file could inflate without end. HEIF is read behind {@link HeifPixels}.
 */
public final class ImageDecoder {
  /** Bytes of heap that a permit stands for. */
  private static final int PERMIT = 1_000_000;

  private final DecodeLimits limits;
  private final Optional<HeifPixels> heif;
  private final Semaphore permits;

  /** A decoder that does not read HEIF. */
  public ImageDecoder(DecodeLimits limits) {
    this(limits, Optional.empty());
  }

  /**
   * @param heif reads HEIF files; empty to refuse them
   */
  public ImageDecoder(DecodeLimits limits, Optional<HeifPixels> heif) {
    this.limits = limits;
    this.heif = heif;
    this.permits = new Semaphore(permits(limits.heapBytes()), true);
  }

  /**
   * Decodes a JPEG, PNG, WebP or HEIF file, or the first frame of a GIF.
   *
   * @throws ImageRefused if the file is none of these, damaged, or beyond the limits
   */
  public Photo decode(byte[] file) {
    if (file.length > limits.bytes()) {
      throw new ImageRefused(
          FailureCode.IMAGE_TOO_LARGE,
          "The image file has " + file.length + " bytes; the limit is " + limits.bytes() + ".");
    }
    ImageFormat format =
        ImageFormat.of(file)
            .filter(known -> known != ImageFormat.HEIF || heif.isPresent())
            .orElseThrow(
                () ->
                    new ImageRefused(
                        FailureCode.UNSUPPORTED_MEDIA_TYPE,
                        "The file is not an image we can read: send "
                            + (heif.isPresent()
                                ? "JPEG, PNG, WebP, GIF or HEIC."
                                : "JPEG, PNG, WebP or GIF.")));
    return format == ImageFormat.HEIF
        ? decodeHeif(file, heif.orElseThrow())
        : decodeWithReader(format, file);
  }

  private Photo decodeWithReader(ImageFormat format, byte[] file) {
    ImageReader reader = reader(format);
    try {
      return decode(format, file, reader);
    } catch (ImageRefused refused) {
      throw refused;
    } catch (IOException | RuntimeException e) {
      // Readers answer damaged files with all kinds of unchecked exceptions.
      throw isTooSlow(e) ? tooSlow(format, e) : damaged(format, e);
    } finally {
      reader.dispose();
    }
  }

  private Photo decode(ImageFormat format, byte[] file, ImageReader reader) throws IOException {
    // Reading the header takes no time; waiting for memory may, and is not the picture's fault.
    reader.setInput(new TimedInput(file, limits.time()), true, true);
    Optional<FirstFrame> frame = FirstFrame.of(format, file);
    int width = frame.isPresent() ? frame.get().canvasWidth() : reader.getWidth(0);
    int height = frame.isPresent() ? frame.get().canvasHeight() : reader.getHeight(0);
    check(format, width, height);
    long pixelBytes = pixelBytes(format, file, reader);
    int gap = gap(width, height, pixelBytes);
    int cost =
        Math.min(permits(limits.heapBytes()), permits(pixelBytes * width * height / gap / gap));
    permits.acquireUninterruptibly(cost);
    try {
      reader.setInput(new TimedInput(file, limits.time()), true, true);
      BufferedImage picture = Pixels.plain(read(format, reader, gap));
      BufferedImage whole = frame.isPresent() ? frame.get().place(picture, gap) : picture;
      BufferedImage small = Shrinking.fit(whole, limits.fit());
      correctColours(format, file, small);
      return upright(small, EmbeddedMetadata.orientation(format, file));
    } finally {
      permits.release(cost);
    }
  }

  /**
   * Does what the readers leave undone: that of PNG looks at no profile, that of JPEG not at grey.
   */
  private static void correctColours(ImageFormat format, byte[] file, BufferedImage small) {
    switch (format) {
      case PNG -> {
        Optional<byte[]> profile = EmbeddedMetadata.pngProfile(file);
        if (profile.isPresent()) {
          Colours.convert(small, profile.get(), EmbeddedMetadata.isGreyPng(file) ? 1 : 3);
        } else {
          EmbeddedMetadata.pngGamma(file).ifPresent(gamma -> Colours.convert(small, gamma));
        }
      }
      case JPEG -> {
        JpegHeader header = JpegHeader.of(file);
        if (header.components() == 1) {
          header.profile().ifPresent(profile -> Colours.convert(small, profile, 1));
        }
      }
      case WEBP, GIF, HEIF -> {}
    }
  }

  private Photo decodeHeif(byte[] file, HeifPixels pixels) {
    HeifHeader header =
        HeifHeader.of(file)
            .orElseThrow(() -> damaged(ImageFormat.HEIF, new IOException("no primary image")));
    check(ImageFormat.HEIF, header.width(), header.height());
    int cost =
        Math.min(permits(limits.heapBytes()), permits(3L * header.width() * header.height()));
    permits.acquireUninterruptibly(cost);
    try {
      BufferedImage small = Shrinking.fit(Pixels.plain(pixels.read(file)), limits.fit());
      header.profile().ifPresent(profile -> Colours.convert(small, profile, 3));
      return upright(small, header.orientation());
    } catch (DecodeTooSlow e) {
      throw tooSlow(ImageFormat.HEIF, e);
    } catch (IOException e) {
      throw damaged(ImageFormat.HEIF, e);
    } finally {
      permits.release(cost);
    }
  }

  private void check(ImageFormat format, int width, int height) {
    long pixels = format == ImageFormat.WEBP ? limits.webpPixels() : limits.pixels();
    if (width < 1 || height < 1) {
      throw new ImageRefused(FailureCode.INVALID_IMAGE, "The image has no pixels.");
    }
    if (Math.max(width, height) > limits.side() || (long) width * height > pixels) {
      throw new ImageRefused(
          FailureCode.IMAGE_TOO_LARGE,
          String.format(
              Locale.ROOT,
              "The image has %d x %d pixels; the limits are %d pixels a side and %d in all.",
              width,
              height,
              limits.side(),
              pixels));
    }
  }

  /**
   * Every how many pixels one is read: 1, unless the picture would still be large enough without
   * the others, or would not fit into the heap with them.
   */
  private int gap(int width, int height, long pixelBytes) {
    int gap = Math.max(1, Math.max(width, height) / limits.fit());
    while (pixelBytes * width * height / gap / gap > limits.heapBytes()) {
      gap++;
    }
    return gap;
  }

  /** Heap per pixel: as the reader stores it, and the plain copy if that is another layout. */
  private static long pixelBytes(ImageFormat format, byte[] file, ImageReader reader)
      throws IOException {
    ImageTypeSpecifier type = reader.getImageTypes(0).next();
    if (type.getBufferedImageType() != BufferedImage.TYPE_3BYTE_BGR) {
      return 3 + (type.getColorModel().getPixelSize() + 7L) / 8;
    }
    return format == ImageFormat.JPEG ? JpegHeader.of(file).convertedBytes() : 3;
  }

  private static BufferedImage read(ImageFormat format, ImageReader reader, int gap)
      throws IOException {
    AtomicBoolean truncated = new AtomicBoolean();
    AtomicBoolean strange = new AtomicBoolean();
    reader.addIIOReadWarningListener(
        (_, warning) -> {
          String lower = warning.toLowerCase(Locale.ROOT);
          truncated.compareAndSet(false, lower.contains("premature end"));
          strange.compareAndSet(false, lower.contains("webp alpha")); // read as if it were opaque
        });
    ImageReadParam parameters = reader.getDefaultReadParam();
    parameters.setSourceSubsampling(gap, gap, 0, 0);
    BufferedImage image = reader.read(0, parameters);
    if (truncated.get()) {
      throw new ImageRefused(
          FailureCode.INVALID_IMAGE, "The " + format + " file is cut off: send it whole.");
    }
    if (strange.get()) {
      throw new ImageRefused(
          FailureCode.INVALID_IMAGE,
          "The transparency of the " + format + " file cannot be read: save it anew as PNG.");
    }
    return image;
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

  private static ImageReader reader(ImageFormat format) {
    Iterator<ImageReader> readers =
        ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT));
    if (!readers.hasNext()) {
      throw new IllegalStateException("no reader for " + format + " on the class path");
    }
    return readers.next();
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
