package dev.likeness.worker.diffusion;

import dev.likeness.worker.diffusion.text.TextTokenizer;
import dev.likeness.worker.diffusion.text.Tokens;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import java.util.List;
import java.util.Map;

/**
 * What FLUX.2-klein makes of a prompt: hidden states of a language model (Qwen3) that reads it as
 * the turn of a user in a chat, without thinking. Any thread may call it.
 */
final class FluxText {
  /** Tokens of every text; what is longer is cut, what is shorter is filled up and masked. */
  static final int LENGTH = 512;

  /** Three hidden states of the language model, one after the other. */
  static final int WIDTH = 7680;

  static final String ROLE = "diffusion.text";

  private static final String FOLDER = "tokenizer";
  private static final String OUTPUT = "prompt_embeds";
  private static final String BEFORE = "<|im_start|>user\n";
  private static final String AFTER = "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n";
  static final Expectation EXPECTATION =
      new Expectation(
          List.of(Slot.whole("input_ids", 1, LENGTH), Slot.whole("attention_mask", 1, LENGTH)),
          List.of(Slot.real(OUTPUT, 1, LENGTH, WIDTH)));

  private final Part part;
  private final TextTokenizer tokenizer;

  FluxText(Part part, TextTokenizer tokenizer) {
    this.part = part;
    this.tokenizer = tokenizer;
  }

  /** The tokenizer of the language model, which the caller closes. */
  static TextTokenizer tokenizer(ModelPack pack) {
    String folder = pack.lists(FOLDER + "/tokenizer.json") ? FOLDER : "";
    return TextTokenizer.plain(pack, folder, LENGTH);
  }

  /** The text for the transformer, {@link #LENGTH} x {@link #WIDTH}. */
  float[] embed(String prompt, Cancellation cancellation) {
    Tokens tokens = tokenizer.encode(BEFORE + harmless(prompt) + AFTER);
    return part.run(
        Map.of(
            "input_ids", part.input("input_ids", tokens.ids(), 1, LENGTH),
            "attention_mask", part.input("attention_mask", tokens.mask(), 1, LENGTH)),
        OUTPUT,
        cancellation,
        1,
        LENGTH,
        WIDTH);
  }

  /** Coordinates of the tokens of a text: only their place in it counts. */
  static float[] ids() {
    float[] ids = new float[LENGTH * FluxSequence.COORDINATES];
    for (int token = 0; token < LENGTH; token++) {
      ids[token * FluxSequence.COORDINATES + 3] = token;
    }
    return ids;
  }

  /** A prompt does not end its own turn. */
  private static String harmless(String prompt) {
    return prompt.replace("<|", "< |");
  }
}
