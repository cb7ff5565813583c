package dev.likeness.worker.diffusion;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stable Diffusion's autoencoder: from photos to latents and back. Any thread may call it. */
final class StablePictures {
  private static final String PIXELS = "sample";
  private static final String LATENTS = "latent_sample";
  private static final String DISTRIBUTION = "latent_parameters";
  private static final int CHANNELS = StableUnet.CHANNELS;

  static final Expectation DECODES =
      new Expectation(
          List.of(Slot.real(LATENTS, 1, CHANNELS, TensorSpec.ANY, TensorSpec.ANY)),
          List.of(Slot.real(PIXELS, 1, Photo.CHANNELS, TensorSpec.ANY, TensorSpec.ANY)));

  /** Newer exports give mean and variance, older ones the latents themselves. */
  static final SignatureCheck ENCODES =
      actual ->
          (gives(actual, LATENTS) ? encodesTo(LATENTS, 1) : encodesTo(DISTRIBUTION, 2))
              .difference(actual);

  private final Part decoder;
  private final Optional<Part> encoder;
  private final Latents latents;
  private final Tiling tiling;

  /**
   * How latents are scaled for the denoiser.
   *
   * @param scale that they are multiplied with, after subtracting the shift
   * @param factor pixels for each latent, in width and in height
   */
  record Latents(double scale, double shift, int factor) {}

  StablePictures(Part decoder, Optional<Part> encoder, Latents latents, Tiling tiling) {
    this.decoder = decoder;
    this.encoder = encoder;
    this.latents = latents;
    this.tiling = tiling;
  }

  int factor() {
    return latents.factor();
  }

  boolean encodes() {
    return encoder.isPresent();
  }

  /** Latents of a photo whose sides are multiples of the factor. */
  Planes encode(Photo photo, Cancellation cancellation) {
    Part part = encoder.orElseThrow();
    Planes pixels =
        new Planes(Photo.CHANNELS, photo.height(), photo.width(), SignedPlanes.of(photo));
    Planes found =
        tiling.encode(pixels, latents.factor(), tile -> encoded(part, tile, cancellation));
    float[] values = new float[found.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((found.values()[i] - latents.shift()) * latents.scale());
    }
    return new Planes(CHANNELS, found.height(), found.width(), values);
  }

  /**
   * The picture that latents stand for; the caller closes it.
   *
   * @throws ModelException if the decoder gives something that is no picture
   */
  Photo decode(Planes found, Cancellation cancellation) {
    float[] values = new float[found.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (found.values()[i] / latents.scale() + latents.shift());
    }
    Planes pixels =
        tiling.decode(
            new Planes(CHANNELS, found.height(), found.width(), values),
            latents.factor(),
            tile -> decoded(tile, cancellation));
    requireNumbers(pixels.values());
    return SignedPlanes.photo(pixels.values(), pixels.width(), pixels.height());
  }

  private Planes encoded(Part part, Planes tile, Cancellation cancellation) {
    int rows = tile.height() / latents.factor();
    int columns = tile.width() / latents.factor();
    boolean sampled = gives(part.signature(), LATENTS);
    float[] result =
        part.run(
            Map.of(
                PIXELS,
                part.input(PIXELS, tile.values(), 1, Photo.CHANNELS, tile.height(), tile.width())),
            sampled ? LATENTS : DISTRIBUTION,
            cancellation,
            1,
            sampled ? CHANNELS : 2 * CHANNELS,
            rows,
            columns);
    // The first half is the mean, and the most likely latents.
    return new Planes(CHANNELS, rows, columns, Arrays.copyOf(result, CHANNELS * rows * columns));
  }

  private Planes decoded(Planes tile, Cancellation cancellation) {
    int height = tile.height() * latents.factor();
    int width = tile.width() * latents.factor();
    float[] result =
        decoder.run(
            Map.of(
                LATENTS,
                decoder.input(LATENTS, tile.values(), 1, CHANNELS, tile.height(), tile.width())),
            PIXELS,
            cancellation,
            1,
            Photo.CHANNELS,
            height,
            width);
    return new Planes(Photo.CHANNELS, height, width, result);
  }

  /** A decoder in half precision may overflow; a black picture would look like a result. */
  private void requireNumbers(float[] pixels) {
    for (float value : pixels) {
      if (!Float.isFinite(value)) {
        throw new ModelException(
            Reason.RUN_FAILED,
            decoder.file()
                + " gave no picture but numbers that overflowed: export it in single precision");
      }
    }
  }

  private static boolean gives(ModelSignature signature, String output) {
    return signature.outputs().stream().anyMatch(spec -> spec.name().equals(output));
  }

  private static Expectation encodesTo(String output, int parts) {
    return new Expectation(
        List.of(Slot.real(PIXELS, 1, Photo.CHANNELS, TensorSpec.ANY, TensorSpec.ANY)),
        List.of(Slot.real(output, 1, (long) parts * CHANNELS, TensorSpec.ANY, TensorSpec.ANY)));
  }
}
