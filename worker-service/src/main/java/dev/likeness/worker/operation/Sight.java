package dev.likeness.worker.operation;

import dev.likeness.worker.identity.Embedding;
import java.util.Optional;

/**
 * What one image says about one profile.
 *
 * @param recognised whether the image counts as showing it: near enough in the space that decides,
 *     and in the one that audits
 * @param score of what is nearest to it; 0 if there is nothing to compare
 * @param threshold least score that would have counted in this image
 * @param look of what is nearest to it
 * @param auditScore the same figure in the auditing space
 */
record Sight(
    KnownSubject subject,
    boolean recognised,
    double score,
    double threshold,
    Optional<Embedding> look,
    Optional<Double> auditScore) {

  /** Whether somebody is missing, and not only something that looks alike. */
  boolean isMissing() {
    return subject.isIdentity() && !recognised;
  }

  /** Whether the image has the identity of the profile, to be counted. */
  boolean counts() {
    return subject.isIdentity() && recognised;
  }
}
