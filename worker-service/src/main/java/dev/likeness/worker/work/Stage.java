package dev.likeness.worker.work;

import java.util.Locale;

/** The stages of an attempt, in order, and the part of the whole that each usually takes. */
public enum Stage {
  FETCH(0, .05),
  DECODE(.05, .15),
  MODEL(.15, .80),
  ENCODE(.80, .92),
  IDENTITY(.92, .95),
  STORE(.95, 1);

  private final double begin;
  private final double end;

  Stage(double begin, double end) {
    this.begin = begin;
    this.end = end;
  }

  /** Name in events and timings. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The part of the whole attempt that is done. Model and encode come once for each output, and
   * share what lies between decode and identity.
   *
   * @param done of this stage, 0 to 1
   * @param output that is being made, from 0
   * @param outputs to make in all
   */
  double overall(double done, int output, int outputs) {
    double here = begin + (end - begin) * done;
    return switch (this) {
      case FETCH, DECODE, IDENTITY, STORE -> here;
      case MODEL, ENCODE ->
          MODEL.begin + (output * (ENCODE.end - MODEL.begin) + here - MODEL.begin) / outputs;
    };
  }
}
