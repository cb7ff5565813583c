package dev.likeness.ingest.scheduler;

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

  /**
   * Training costs the unit price once. Otherwise each delivered image costs the identity price if
   * a profile was recognised in it, else the plain one. The outcome counts images per profile and
   * does not say which profiles share an image, so the number of images with a recognised profile
   * is taken to be that of the profile found most often: never more than are really there. Nothing
   * beyond the reserved price is charged.
   */
  static Charge of(Submit submit, Outcome outcome) {
    var price = submit.getPrice();
    if (submit.getSpec().getOperation() == Operation.TRAIN) {
      return new Charge(within(price.getReservedMicros(), price.getUnitMicros()), 0, 0);
    }
    int images = outcome.getOutputs().size();
    int found = outcome.getKnownSubjects().values().stream().mapToInt(n -> n).max().orElse(0);
    int identity = Math.clamp(found, 0, images);
    long cost =
        identity * price.getIdentityUnitMicros() + (images - identity) * price.getUnitMicros();
    return new Charge(within(price.getReservedMicros(), cost), images, identity);
  }

  private static long within(long reservedMicros, long cost) {
    return Math.max(0, Math.min(cost, reservedMicros));
  }
}
