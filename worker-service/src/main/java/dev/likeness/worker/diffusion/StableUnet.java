package dev.likeness.worker.diffusion;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Stable Diffusion's denoiser: what it predicts for latents at a timestep, led by a prompt. Any
 * thread may call it.
 */
final class StableUnet {
  /** Planes of latents. */
  static final int CHANNELS = 4;

  private static final String SAMPLE = "sample";
  private static final String TIMESTEP = "timestep";
  private static final String STATES = "encoder_hidden_states";
  private static final String SUMMARY = "text_embeds";
  private static final String SIZES = "time_ids";
  private static final String GUIDANCE = "timestep_cond";
  private static final String PREDICTION = "out_sample";

  private final Part part;
  private final int tokens;
  private final boolean pairs;
  private final int guidanceWidth;

  /**
   * @param tokens of a prompt
   * @param guidanceWidth of the embedded guidance where the graph leaves it open
   */
  StableUnet(Part part, int tokens, OptionalInt guidanceWidth) {
    this.part = part;
    this.tokens = tokens;
    this.pairs = declared(part.signature(), SAMPLE).orElseThrow().shape().getFirst() < 0;
    this.guidanceWidth =
        declared(part.signature(), GUIDANCE).isPresent() ? part.width(GUIDANCE, guidanceWidth) : 0;
  }

  /** What it must be like for prompts that are read like this. */
  static SignatureCheck check(int tokens, StableText text) {
    return actual -> {
      List<Slot> inputs = new ArrayList<>();
      inputs.add(Slot.real(SAMPLE, 1, CHANNELS, TensorSpec.ANY, TensorSpec.ANY));
      inputs.add(Slot.either(TIMESTEP).or(1));
      inputs.add(Slot.real(STATES, 1, tokens, text.width()));
      text.summaryWidth()
          .ifPresent(
              width -> {
                inputs.add(Slot.real(SUMMARY, 1, width));
                inputs.add(Slot.either(SIZES, 1, 6));
              });
      // Only models that were distilled with their guidance have it.
      declared(actual, GUIDANCE).ifPresent(_ -> inputs.add(Slot.real(GUIDANCE, 1, TensorSpec.ANY)));
      return new Expectation(
              inputs, List.of(Slot.real(PREDICTION, 1, CHANNELS, TensorSpec.ANY, TensorSpec.ANY)))
          .difference(actual)
          .or(() -> fixedSize(actual));
    };
  }

  /** Whether guidance is one of its inputs, instead of a second run. */
  boolean embedsGuidance() {
    return guidanceWidth > 0;
  }

  /**
   * Begins one picture.
   *
   * @param said the prompt; before it what the picture is led away from, if anything
   */
  Run begin(List<Said> said, double guidance, Canvas canvas, Cancellation cancellation) {
    List<Map<String, Tensor>> constants =
        pairs
            ? List.of(constant(said, guidance, canvas))
            : said.stream().map(one -> constant(List.of(one), guidance, canvas)).toList();
    return new Run(constants, said.size() / constants.size(), guidance, canvas, cancellation);
  }

  /** What stays the same from step to step, for one or two of a batch. */
  private Map<String, Tensor> constant(List<Said> said, double guidance, Canvas canvas) {
    int batch = said.size();
    Map<String, Tensor> inputs = new HashMap<>();
    float[] states = joined(said.stream().map(Said::states).toList());
    inputs.put(STATES, part.input(STATES, states, batch, tokens, states.length / batch / tokens));
    if (declared(part.signature(), SUMMARY).isPresent()) {
      float[] summary = joined(said.stream().map(Said::summary).toList());
      inputs.put(SUMMARY, part.input(SUMMARY, summary, batch, summary.length / batch));
      // As if the picture had been taken in its size and not been cropped.
      int height = canvas.height();
      int width = canvas.width();
      float[] sizes = {height, width, 0, 0, height, width};
      inputs.put(SIZES, part.input(SIZES, repeated(sizes, batch), batch, sizes.length));
    }
    if (embedsGuidance()) {
      float[] embedded = repeated(embedded(guidance, guidanceWidth), batch);
      inputs.put(GUIDANCE, part.input(GUIDANCE, embedded, batch, guidanceWidth));
    }
    return inputs;
  }

  /** Sines and cosines of the guidance, as latent consistency models were distilled with. */
  static float[] embedded(double guidance, int width) {
    float[] waves = new float[width];
    int half = width / 2;
    for (int i = 0; i < half; i++) {
      double angle = (guidance - 1) * 1000 * Math.exp(-Math.log(10_000) * i / (half - 1));
      waves[i] = (float) Math.sin(angle);
      waves[half + i] = (float) Math.cos(angle);
    }
    return waves;
  }

  private static Optional<String> fixedSize(ModelSignature actual) {
    return declared(actual, SAMPLE)
        .filter(spec -> spec.shape().get(2) >= 0 || spec.shape().get(3) >= 0)
        .map(spec -> "input: expected " + SAMPLE + " of any height and width, got " + spec);
  }

  private static Optional<TensorSpec> declared(ModelSignature signature, String input) {
    return signature.inputs().stream().filter(spec -> spec.name().equals(input)).findFirst();
  }

  private static float[] repeated(float[] values, int times) {
    float[] all = new float[values.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(one -> one.length).sum()];
    int at = 0;
    for (float[] one : parts) {
      System.arraycopy(one, 0, all, at, one.length);
      at += one.length;
    }
    return all;
  }

  /** One picture. */
  final class Run {
    private final List<Map<String, Tensor>> constants;
    private final int batch;
    private final double guidance;
    private final Canvas canvas;
    private final Cancellation cancellation;

    private Run(
        List<Map<String, Tensor>> constants,
        int batch,
        double guidance,
        Canvas canvas,
        Cancellation cancellation) {
      this.constants = constants;
      this.batch = batch;
      this.guidance = guidance;
      this.canvas = canvas;
      this.cancellation = cancellation;
    }

    /** The prediction; further than that for the prompt alone, if it is led away from something. */
    float[] predict(float[] shown, double timestep) {
      float[] all = joined(constants.stream().map(one -> run(one, shown, timestep)).toList());
      if (all.length == shown.length) {
        return all;
      }
      float[] led = Arrays.copyOf(all, shown.length);
      for (int i = 0; i < led.length; i++) {
        led[i] = (float) (led[i] + guidance * (all[shown.length + i] - led[i]));
      }
      return led;
    }

    private float[] run(Map<String, Tensor> constant, float[] shown, double timestep) {
      int rows = canvas.rows();
      int columns = canvas.columns();
      Map<String, Tensor> inputs = new HashMap<>(constant);
      inputs.put(
          SAMPLE, part.input(SAMPLE, repeated(shown, batch), batch, CHANNELS, rows, columns));
      inputs.put(TIMESTEP, part.input(TIMESTEP, new float[] {(float) timestep}, 1));
      return part.run(inputs, PREDICTION, cancellation, batch, CHANNELS, rows, columns);
    }
  }
}
