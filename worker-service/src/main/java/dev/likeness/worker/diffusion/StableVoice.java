package dev.likeness.worker.diffusion;

import dev.likeness.worker.diffusion.text.TextTokenizer;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.SignatureCheck;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of CLIP's text encoders with its tokenizer. Stable Diffusion listens to its last layer, SDXL
 * to the last but one. Any thread may call it.
 */
final class StableVoice {
  private static final String IDS = "input_ids";
  private static final String LAST = "last_hidden_state";
  private static final String LAYER = "hidden_states.";
  private static final String SUMMARY = "text_embeds";

  private final Part encoder;
  private final TextTokenizer tokenizer;
  private final String layer;
  private final int width;

  /**
   * @param width of a row of states where the graph leaves it open; empty if nothing else says it
   */
  StableVoice(Part encoder, TextTokenizer tokenizer, boolean deep, OptionalInt width) {
    this.encoder = encoder;
    this.tokenizer = tokenizer;
    this.layer = deep ? lastButOne(encoder.signature()).orElseThrow() : LAST;
    this.width = encoder.width(layer, width);
  }

  /** What Stable Diffusion needs. */
  static SignatureCheck lastLayer(int tokens) {
    return new Expectation(
        List.of(Slot.whole(IDS, 1, tokens)), List.of(Slot.real(LAST, 1, tokens, TensorSpec.ANY)));
  }

  /** What SDXL needs; of its second encoder also a summary of the text. */
  static SignatureCheck layers(int tokens, boolean summary) {
    return actual -> {
      Slot layer = Slot.real(lastButOne(actual).orElse(LAYER + "<n>"), 1, tokens, TensorSpec.ANY);
      Slot whole = Slot.real(SUMMARY, 1, TensorSpec.ANY);
      return new Expectation(
              List.of(Slot.whole(IDS, 1, tokens)), summary ? List.of(layer, whole) : List.of(layer))
          .difference(actual);
    };
  }

  int width() {
    return width;
  }

  int summaryWidth() {
    return encoder.width(SUMMARY, OptionalInt.of(width));
  }

  /** A row of states for each token. */
  float[] states(String text, Cancellation cancellation) {
    return encoder.run(ids(text), layer, cancellation, states());
  }

  /** The same with the summary. */
  Said say(String text, Cancellation cancellation) {
    Map<String, long[]> outputs = Map.of(layer, states(), SUMMARY, new long[] {1, summaryWidth()});
    Map<String, float[]> heard = encoder.run(ids(text), outputs, cancellation);
    return new Said(
        Objects.requireNonNull(heard.get(layer)), Objects.requireNonNull(heard.get(SUMMARY)));
  }

  private long[] states() {
    return new long[] {1, tokenizer.length(), width};
  }

  private Map<String, Tensor> ids(String text) {
    return Map.of(IDS, encoder.input(IDS, tokenizer.encode(text).ids(), 1, tokenizer.length()));
  }

  /** Exports number the states from those before the first layer to those after the last. */
  private static Optional<String> lastButOne(ModelSignature actual) {
    List<Integer> layers =
        actual.outputs().stream()
            .map(TensorSpec::name)
            .filter(name -> name.matches("hidden_states\\.\\d{1,3}"))
            .map(name -> Integer.valueOf(name.substring(LAYER.length())))
            .sorted(Comparator.reverseOrder())
            .toList();
    return layers.size() < 2 ? Optional.empty() : Optional.of(LAYER + layers.get(1));
  }
}
