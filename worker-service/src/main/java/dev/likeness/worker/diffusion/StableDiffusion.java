package dev.likeness.worker.diffusion;

import dev.likeness.worker.diffusion.schedule.Steps;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Stable Diffusion 1, 2 and XL, their turbo variants, and latent consistency models, from a folder
 * as Hugging Face Optimum exports it. Draws by a prompt, from noise or from a photo (SDEdit).
 */
public final class StableDiffusion implements ImageGenerator {
  /** Below, a photo would take many steps of which all but one are left out. */
  private static final double LEAST_STRENGTH = .02;

  private final StableParts parts;
  private final StableSettings settings;
  private final StablePictures pictures;

  private StableDiffusion(StableParts parts, StableSettings settings) {
    this.parts = parts;
    this.settings = settings;
    this.pictures = parts.pictures(settings.tile());
  }

  /**
   * Loads tokenizers, text encoders, denoiser and autoencoder.
   *
   * @throws dev.likeness.worker.model.ModelException if a graph or a setting is not what is
   *     expected here; nothing stays loaded
   */
  public static StableDiffusion load(ModelPack pack, ModelRuntime runtime) {
    StableParts parts = StableParts.load(pack, runtime);
    try {
      return new StableDiffusion(
          parts, pack.parameters(StableParts.DENOISE, parts.usualSettings()));
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  @Override
  public Abilities abilities() {
    return new Abilities(0, pictures.encodes(), settings.pixels(), parts.multiple());
  }

  @Override
  public List<ModelFile> models() {
    return parts.models();
  }

  @Override
  public Photo draw(Drawing drawing, ProgressListener progress, Cancellation cancellation) {
    abilities().check(drawing);
    settings.checkSize(drawing);
    cancellation.check();
    var canvas = new Canvas(drawing.width(), drawing.height(), pictures.factor());
    StableUnet.Run denoiser =
        parts.unet().begin(said(drawing, cancellation), settings.guidance(), canvas, cancellation);
    Steps steps = steps(drawing);
    RandomGenerator random = new Random(drawing.seed());
    float[] latents = begin(drawing, steps, canvas, random, cancellation);
    float[] shown = new float[latents.length];
    for (int step = 0; step < steps.count(); step++) {
      steps.scaleInput(step, latents, shown);
      steps.advance(step, latents, denoiser.predict(shown, steps.timestep(step)), random);
      progress.progressed((step + 1.0) / (steps.count() + 1));
      cancellation.check();
    }
    Photo photo = pictures.decode(planes(canvas, latents), cancellation);
    progress.progressed(1);
    return photo;
  }

  @Override
  public void close() {
    parts.close();
  }

  /** The prompt; before it nothing, if pictures are led away from that. */
  private List<Said> said(Drawing drawing, Cancellation cancellation) {
    Said prompt = parts.text().read(drawing.prompt(), cancellation);
    return settings.guidance() > 1 && !parts.unet().embedsGuidance()
        ? List.of(parts.text().nothing(prompt, cancellation), prompt)
        : List.of(prompt);
  }

  private Steps steps(Drawing drawing) {
    double strength = drawing.start().map(Drawing.Start::strength).orElse(1.0);
    return parts
        .scheduler()
        .steps(drawing.steps().orElse(settings.steps()), Math.max(LEAST_STRENGTH, strength));
  }

  private float[] begin(
      Drawing drawing,
      Steps steps,
      Canvas canvas,
      RandomGenerator random,
      Cancellation cancellation) {
    float[] noise = new float[StableUnet.CHANNELS * canvas.rows() * canvas.columns()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    if (drawing.start().isEmpty()) {
      for (int i = 0; i < noise.length; i++) {
        noise[i] = (float) (noise[i] * steps.initialNoise());
      }
      return noise;
    }
    float[] latents = encoded(drawing.start().get().photo(), canvas, cancellation);
    steps.addNoise(latents, noise);
    return latents;
  }

  /** Latents of the middle of a photo in the proportions of the picture. */
  private float[] encoded(Photo photo, Canvas canvas, Cancellation cancellation) {
    Photo middle = Frame.centred(photo, canvas.ratio()).cut(photo);
    try {
      Photo sized = Resize.to(middle, canvas.width(), canvas.height());
      try {
        return pictures.encode(sized, cancellation).values();
      } finally {
        closeIfOther(sized, middle);
      }
    } finally {
      closeIfOther(middle, photo);
    }
  }

  private static Planes planes(Canvas canvas, float[] latents) {
    return new Planes(StableUnet.CHANNELS, canvas.rows(), canvas.columns(), latents);
  }

  private static void closeIfOther(Photo made, Photo given) {
    if (made != given) {
      made.close();
    }
  }
}
