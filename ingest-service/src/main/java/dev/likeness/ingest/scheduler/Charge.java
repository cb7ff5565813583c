package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.Price;

/** What a job that delivered costs. */
final class Charge {
  private Charge() {}

  /**
   * Each delivered image costs the identity price if a profile was recognised in it, else the plain
   * one. The outcome counts images per profile and does not say which profiles share an image, so
   * the number of images with a recognised profile is taken to be that of the profile found most
   * often: never more than are really there. Nothing beyond the reserved price is charged.
   *
   * @return micro-dollars
   */
  static long of(Price price, Outcome outcome) {
    int images = outcome.getOutputs().size();
    int found = outcome.getKnownSubjects().values().stream().mapToInt(n -> n).max().orElse(0);
    int identity = Math.clamp(found, 0, images);
    long cost =
        identity * price.getIdentityUnitMicros() + (images - identity) * price.getUnitMicros();
    return Math.max(0, Math.min(cost, price.getReservedMicros()));
  }
}
