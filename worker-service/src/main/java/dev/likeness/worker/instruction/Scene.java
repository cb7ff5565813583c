package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Instruction.Caption;
import java.util.List;

/**
 * What is behind the people of a picture that is composed.
 *
 * @param colours as 0xRRGGBB, at most two; empty where the backdrop has its own
 */
public record Scene(
    Backdrop backdrop, Daytime daytime, List<Integer> colours, List<Caption> captions) {
  /** What can be drawn. */
  public enum Backdrop {
    PLAIN,
    GRADIENT,
    STUDIO,
    SKY,
    SEA,
    FOREST,
    SNOW,
    LIGHTS;

    /** Whether the time of day can be seen on it. */
    boolean isOutside() {
      return switch (this) {
        case PLAIN, GRADIENT, STUDIO -> false;
        case SKY, SEA, FOREST, SNOW, LIGHTS -> true;
      };
    }

    /** How many colours can be chosen. */
    int colours() {
      return switch (this) {
        case PLAIN, STUDIO, LIGHTS -> 1;
        case GRADIENT -> 2;
        case SKY, SEA, FOREST, SNOW -> 0;
      };
    }
  }

  /** The light that there is outside. */
  public enum Daytime {
    DAY,
    SUNSET,
    NIGHT
  }

  public Scene {
    colours = List.copyOf(colours);
    captions = List.copyOf(captions);
  }
}
