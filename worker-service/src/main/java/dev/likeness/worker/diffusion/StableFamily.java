package dev.likeness.worker.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.worker.model.ModelPack;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The families of Stable Diffusion, named as the adapters of {@code diffusion.denoise}. */
enum StableFamily {
  /** Stable Diffusion 1 and 2. */
  SD(64, .18215),
  /** With two text encoders. */
  SDXL(128, .13025),
  /** Latent consistency models, which are like {@link #SD}. */
  LCM(64, .18215);

  private final int side;
  private final double scale;

  /**
   * @param side of the latents of its training
   * @param scale of its latents
   */
  StableFamily(int side, double scale) {
    this.side = side;
    this.scale = scale;
  }

  static Optional<StableFamily> of(ModelPack pack) {
    String adapter = pack.adapter(StableParts.DENOISE);
    return Arrays.stream(values()).filter(one -> one.adapter().equals(adapter)).findFirst();
  }

  static List<String> adapters() {
    return Arrays.stream(values()).map(StableFamily::adapter).toList();
  }

  /** Side of the latents that it was trained with, where a folder does not say it. */
  int side() {
    return side;
  }

  /** How latents are scaled, as the folder says or as is usual. */
  StablePictures.Latents latents(StableFiles files) {
    JsonNode config = files.config("vae_decoder");
    int levels = config.path("block_out_channels").size();
    return new StablePictures.Latents(
        config.path("scaling_factor").asDouble(scale),
        config.path("shift_factor").asDouble(0),
        levels == 0 ? 8 : 1 << (levels - 1));
  }

  private String adapter() {
    return name().toLowerCase(Locale.ROOT);
  }
}
