package dev.likeness.kit.image;

/**
 * What a photo file says about its pixels: found without decoding, so that a small file which
 * claims to be huge costs nothing.
 *
 * @param width pixels as stored, before cropping and orientation; at least 1
 * @param height pixels as stored, before cropping and orientation; at least 1
 */
public record ImageHeader(ImageFormat format, int width, int height) {
  public ImageHeader {
    if (width < 1 || height < 1) {
      throw UnreadableImageException.damaged(format.toString());
    }
  }

  /**
   * The header of a file of any length.
   *
   * @throws UnreadableImageException if the file is not a JPEG, PNG, WebP, GIF, HEIC or AVIF photo,
   *     or visibly damaged or cut off
   */
  public static ImageHeader of(byte[] file) {
    var bytes = new Bytes(file);
    if (JpegFile.isJpeg(bytes)) {
      JpegFile jpeg = JpegFile.of(file);
      return new ImageHeader(ImageFormat.JPEG, jpeg.width(), jpeg.height());
    }
    if (PngFile.isPng(bytes)) {
      PngFile png = PngFile.of(file);
      return new ImageHeader(ImageFormat.PNG, png.width(), png.height());
    }
    if (GifFile.isGif(bytes)) {
      GifFile gif = GifFile.of(file);
      return new ImageHeader(ImageFormat.GIF, gif.width(), gif.height());
    }
    if (WebpFile.isWebp(bytes)) {
      WebpFile webp = WebpFile.of(file);
      return new ImageHeader(ImageFormat.WEBP, webp.width(), webp.height());
    }
    if (HeifFile.isHeif(bytes)) {
      HeifFile heif = HeifFile.of(file);
      return new ImageHeader(heif.format(), heif.width(), heif.height());
    }
    throw ForeignFormat.nameOf(bytes)
        .map(UnreadableImageException::unsupported)
        .orElseGet(UnreadableImageException::unknown);
  }

  long pixels() {
    return (long) width * height;
  }
}
