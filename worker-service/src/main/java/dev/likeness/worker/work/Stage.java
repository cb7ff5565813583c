package dev.likeness.worker.work;

import java.util.Locale;

/** The stages of an attempt, in order, with the share of the whole that each usually takes. */
public enum Stage {
  FETCH(.05),
  DECODE(.10),
  MODEL(.65),
  ENCODE(.15),
  STORE(.05);

  private final double share;

  Stage(double share) {
    this.share = share;
  }

  /** Name in events and timings. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The part of the whole attempt that is done when this part of the stage is. */
  double overall(double fractionOfStage) {
    double before = 0;
    for (Stage stage : values()) {
      if (stage == this) {
        break;
      }
      before += stage.share;
    }
    return Math.clamp(before + share * fractionOfStage, 0, 1);
  }
}
