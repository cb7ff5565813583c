package dev.likeness.worker.diffusion;

import dev.likeness.worker.diffusion.schedule.FlowMatch;
import dev.likeness.worker.diffusion.schedule.Steps;
import dev.likeness.worker.diffusion.text.TextTokenizer;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import dev.likeness.worker.pipeline.ProgressListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * FLUX.2-klein: draws by a prompt while it looks at up to four photos, whose tokens stand beside
 * those of the picture (infra/adr/0015). It is distilled: few steps and no guidance. Weights may be
 * quantised inside the graphs; tensors between them are floats.
 */
public final class FluxKlein implements ImageGenerator {
  /** Name of the adapter of {@code diffusion.denoise}. */
  public static final String ADAPTER = "flux2-klein";

  private static final String ROLE = "diffusion.denoise";
  private static final String VELOCITY = "noise_pred";
  private static final int REFERENCES = 4;
  private static final Expectation EXPECTATION =
      new Expectation(
          List.of(
              Slot.real("hidden_states", 1, TensorSpec.ANY, TokenGrid.CHANNELS),
              Slot.real("encoder_hidden_states", 1, FluxText.LENGTH, FluxText.WIDTH),
              Slot.real("timestep", 1).or(),
              Slot.either("img_ids", 1, TensorSpec.ANY, FluxSequence.COORDINATES),
              Slot.either("txt_ids", 1, FluxText.LENGTH, FluxSequence.COORDINATES)),
          List.of(Slot.real(VELOCITY, 1, TensorSpec.ANY, TokenGrid.CHANNELS)));

  /**
   * Parameters of the role.
   *
   * @param steps that the model was distilled for
   * @param pixels of the pictures that it draws best
   */
  record Settings(int steps, int pixels) {
    static final Settings STANDARD = new Settings(4, 1024 * 1024);
  }

  private final Parts parts;
  private final TextTokenizer tokenizer;
  private final Settings settings;
  private final FluxText text;
  private final FluxPictures pictures;
  private final Part transformer;

  private FluxKlein(Parts parts, Settings settings, TextTokenizer tokenizer) {
    this.parts = parts;
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.text = new FluxText(parts.part(FluxText.ROLE), tokenizer);
    this.pictures =
        new FluxPictures(parts.part(FluxPictures.ENCODE), parts.part(FluxPictures.DECODE));
    this.transformer = parts.part(ROLE);
  }

  /**
   * Loads tokenizer, text encoder, transformer, and the ways to latents and back.
   *
   * @throws dev.likeness.worker.model.ModelException if a graph is not what is expected here
   */
  public static FluxKlein load(ModelPack pack, ModelRuntime runtime) {
    Settings settings = pack.parameters(ROLE, Settings.STANDARD);
    Map<String, Expectation> expectations = new LinkedHashMap<>();
    expectations.put(FluxText.ROLE, FluxText.EXPECTATION);
    expectations.put(ROLE, EXPECTATION);
    expectations.put(FluxPictures.ENCODE, FluxPictures.ENCODES);
    expectations.put(FluxPictures.DECODE, FluxPictures.DECODES);
    TextTokenizer tokenizer = FluxText.tokenizer(pack);
    try {
      return new FluxKlein(Parts.load(pack, runtime, expectations), settings, tokenizer);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public Abilities abilities() {
    return new Abilities(REFERENCES, false, settings.pixels(), FluxPictures.SQUARE);
  }

  @Override
  public List<ModelFile> models() {
    return parts.files();
  }

  @Override
  public Photo draw(Drawing drawing, ProgressListener progress, Cancellation cancellation) {
    abilities().check(drawing);
    cancellation.check();
    int rows = drawing.height() / FluxPictures.SQUARE;
    int columns = drawing.width() / FluxPictures.SQUARE;
    List<TokenGrid> references = new ArrayList<>();
    for (Photo photo : drawing.references()) {
      references.add(pictures.encode(photo, cancellation));
    }
    float[] said = text.embed(drawing.prompt(), cancellation);
    var run = new Run(said, new FluxSequence(rows, columns, references), cancellation);
    Steps steps = FlowMatch.flux2(rows * columns).steps(drawing.steps().orElse(settings.steps()));
    RandomGenerator random = new Random(drawing.seed());
    float[] picture = noise(rows * columns * TokenGrid.CHANNELS, random);
    for (int step = 0; step < steps.count(); step++) {
      float[] velocity = run.velocity(picture, steps.timestep(step));
      steps.advance(step, picture, velocity, random);
      progress.progressed((step + 1.0) / (steps.count() + 1));
      cancellation.check();
    }
    Photo photo = pictures.decode(new TokenGrid(rows, columns, picture), cancellation);
    progress.progressed(1);
    return photo;
  }

  @Override
  public void close() {
    parts.close();
    tokenizer.close();
  }

  private static float[] noise(int length, RandomGenerator random) {
    float[] noise = new float[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  /** One drawing: what stays the same from step to step. */
  private final class Run {
    private final FluxSequence sequence;
    private final Cancellation cancellation;
    private final Map<String, Tensor> constant;

    Run(float[] said, FluxSequence sequence, Cancellation cancellation) {
      this.sequence = sequence;
      this.cancellation = cancellation;
      this.constant =
          Map.of(
              "encoder_hidden_states",
              transformer.input("encoder_hidden_states", said, 1, FluxText.LENGTH, FluxText.WIDTH),
              "img_ids",
              transformer.input(
                  "img_ids", sequence.ids(), 1, sequence.tokens(), FluxSequence.COORDINATES),
              "txt_ids",
              transformer.input(
                  "txt_ids", FluxText.ids(), 1, FluxText.LENGTH, FluxSequence.COORDINATES));
    }

    /** Where the picture is to go, in the order of its tokens; references stay as they are. */
    float[] velocity(float[] picture, double sigma) {
      Map<String, Tensor> inputs = new HashMap<>(constant);
      inputs.put(
          "hidden_states",
          transformer.input(
              "hidden_states", sequence.with(picture), 1, sequence.tokens(), TokenGrid.CHANNELS));
      inputs.put("timestep", transformer.input("timestep", new float[] {(float) sigma}, 1));
      float[] all =
          transformer.run(inputs, VELOCITY, cancellation, 1, sequence.tokens(), TokenGrid.CHANNELS);
      return Arrays.copyOf(all, picture.length);
    }
  }
}
