package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.Submit;

/**
 * What a job that delivered costs.
 *
 * @param micros micro-dollars
 * @param images images delivered; training delivers a profile instead and counts none
 * @param identityImages how many of them cost the identity price
 */
record Charge(long micros, int images, int identityImages) {

  /** A look alike is no identity, and not charged as one. */
  private static final String APPEARANCE = "appearance";

  /**
   * Training costs the unit price once. Otherwise each delivered image costs the identity price if
   * a profile was recognised in it, else the plain one. Nothing beyond the reserved price is
   * charged.
   */
  static Charge of(Submit submit, Outcome outcome) {
    var price = submit.getPrice();
    if (submit.getSpec().getOperation() == Operation.TRAIN) {
      return new Charge(within(price.getReservedMicros(), price.getUnitMicros()), 0, 0);
    }
    int images = outcome.getOutputs().size();
    int identity = identityImages(images, outcome);
    long cost =
        identity * price.getIdentityUnitMicros() + (images - identity) * price.getUnitMicros();
    return new Charge(within(price.getReservedMicros(), cost), images, identity);
  }

  /**
   * In how many of the images somebody was recognised, as the reports say it. An outcome without
   * reports counts images per profile and does not say which profiles share one: then it is the
   * number of the profile found most often, which is never more than are really there.
   */
  private static int identityImages(int images, Outcome outcome) {
    if (!outcome.getIdentity().isEmpty()) {
      return (int)
          outcome.getIdentity().stream()
              .filter(report -> report.getRecognised() && !report.getKind().equals(APPEARANCE))
              .map(IdentityReport::getOutput)
              .filter(output -> output >= 0 && output < images)
              .distinct()
              .count();
    }
    int found = outcome.getKnownSubjects().values().stream().mapToInt(n -> n).max().orElse(0);
    return Math.clamp(found, 0, images);
  }

  private static long within(long reservedMicros, long cost) {
    return Math.max(0, Math.min(cost, reservedMicros));
  }
}
