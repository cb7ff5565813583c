package dev.likeness.worker.diffusion;

import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * FLUX.2's way from photos to tokens and back, one token for each square of 16 pixels. The graphs
 * scale latents by themselves. Any thread may call it.
 */
final class FluxPictures {
  static final String ENCODE = "diffusion.encode";
  static final String DECODE = "diffusion.decode";

  /** Side of the square that a token shows, in pixels. */
  static final int SQUARE = 16;

  /** A reference is not shown larger than this. */
  static final int REFERENCE_PIXELS = 1024 * 1024;

  /** Pictures of the usual size are one tile: 1536 pixels a side. */
  private static final Tiling TILES = Tiling.of(96);

  static final Expectation ENCODES =
      new Expectation(
          List.of(Slot.real("image", 1, Photo.CHANNELS, TensorSpec.ANY, TensorSpec.ANY)),
          List.of(Slot.real("latents", 1, TokenGrid.CHANNELS, TensorSpec.ANY, TensorSpec.ANY)));
  static final Expectation DECODES =
      new Expectation(
          List.of(Slot.real("latents", 1, TokenGrid.CHANNELS, TensorSpec.ANY, TensorSpec.ANY)),
          List.of(Slot.real("image", 1, Photo.CHANNELS, TensorSpec.ANY, TensorSpec.ANY)));

  private final Part encoder;
  private final Part decoder;

  FluxPictures(Part encoder, Part decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /** A photo to look at: made smaller if it is large, and cut to whole squares in the middle. */
  TokenGrid encode(Photo photo, Cancellation cancellation) {
    Photo bounded = bounded(photo);
    try {
      Photo whole = wholeSquares(bounded);
      try {
        return tokens(whole, cancellation);
      } finally {
        closeIfOther(whole, bounded);
      }
    } finally {
      closeIfOther(bounded, photo);
    }
  }

  /** The picture that tokens show, made in tiles where it is large; the caller closes it. */
  Photo decode(TokenGrid grid, Cancellation cancellation) {
    var latents = new Planes(TokenGrid.CHANNELS, grid.rows(), grid.columns(), grid.planes());
    Planes picture = TILES.decode(latents, SQUARE, tile -> pixels(tile, cancellation));
    return SignedPlanes.photo(picture.values(), picture.width(), picture.height());
  }

  private Planes pixels(Planes latents, Cancellation cancellation) {
    int height = latents.height() * SQUARE;
    int width = latents.width() * SQUARE;
    float[] values =
        decoder.run(
            Map.of(
                "latents",
                decoder.input(
                    "latents",
                    latents.values(),
                    1,
                    TokenGrid.CHANNELS,
                    latents.height(),
                    latents.width())),
            "image",
            cancellation,
            1,
            Photo.CHANNELS,
            height,
            width);
    return new Planes(Photo.CHANNELS, height, width, values);
  }

  private TokenGrid tokens(Photo photo, Cancellation cancellation) {
    int rows = photo.height() / SQUARE;
    int columns = photo.width() / SQUARE;
    float[] planes =
        encoder.run(
            Map.of(
                "image",
                encoder.input(
                    "image",
                    SignedPlanes.of(photo),
                    1,
                    Photo.CHANNELS,
                    photo.height(),
                    photo.width())),
            "latents",
            cancellation,
            1,
            TokenGrid.CHANNELS,
            rows,
            columns);
    return TokenGrid.ofPlanes(rows, columns, planes);
  }

  private static Photo bounded(Photo photo) {
    double pixels = (double) photo.width() * photo.height();
    double scale = Math.min(1, Math.sqrt(REFERENCE_PIXELS / pixels));
    return Resize.to(
        photo,
        Math.max(SQUARE, (int) (photo.width() * scale)),
        Math.max(SQUARE, (int) (photo.height() * scale)));
  }

  private static Photo wholeSquares(Photo photo) {
    int width = photo.width() / SQUARE * SQUARE;
    int height = photo.height() / SQUARE * SQUARE;
    return new Frame((photo.width() - width) / 2, (photo.height() - height) / 2, width, height)
        .cut(photo);
  }

  private static void closeIfOther(Photo made, Photo given) {
    if (made != given) {
      made.close();
    }
  }
}
