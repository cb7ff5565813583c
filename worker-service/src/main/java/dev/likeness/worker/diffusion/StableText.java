package dev.likeness.worker.diffusion;

import dev.likeness.worker.model.Cancellation;
import java.util.Optional;

/** How a family of Stable Diffusion reads prompts. Any thread may call it. */
sealed interface StableText {
  Said read(String prompt, Cancellation cancellation);

  /** What pictures are led away from. */
  Said nothing(Said read, Cancellation cancellation);

  /** Numbers for each token. */
  int width();

  /** Numbers for the whole text, if the family has any. */
  Optional<Integer> summaryWidth();

  /** Stable Diffusion 1 and 2: one encoder. */
  record One(StableVoice voice) implements StableText {
    @Override
    public Said read(String prompt, Cancellation cancellation) {
      return new Said(voice.states(prompt, cancellation), new float[0]);
    }

    @Override
    public Said nothing(Said read, Cancellation cancellation) {
      return read("", cancellation);
    }

    @Override
    public int width() {
      return voice.width();
    }

    @Override
    public Optional<Integer> summaryWidth() {
      return Optional.empty();
    }
  }

  /**
   * SDXL: two encoders side by side, and a summary by the second.
   *
   * @param zeros whether nothing is all zeros, rather than an empty text
   */
  record Two(StableVoice first, StableVoice second, boolean zeros) implements StableText {
    @Override
    public Said read(String prompt, Cancellation cancellation) {
      float[] left = first.states(prompt, cancellation);
      Said right = second.say(prompt, cancellation);
      float[] both = new float[left.length + right.states().length];
      int rows = left.length / first.width();
      for (int row = 0; row < rows; row++) {
        System.arraycopy(left, row * first.width(), both, row * width(), first.width());
        System.arraycopy(
            right.states(),
            row * second.width(),
            both,
            row * width() + first.width(),
            second.width());
      }
      return new Said(both, right.summary());
    }

    @Override
    public Said nothing(Said read, Cancellation cancellation) {
      return zeros ? read.silent() : read("", cancellation);
    }

    @Override
    public int width() {
      return first.width() + second.width();
    }

    @Override
    public Optional<Integer> summaryWidth() {
      return Optional.of(second.summaryWidth());
    }
  }
}
