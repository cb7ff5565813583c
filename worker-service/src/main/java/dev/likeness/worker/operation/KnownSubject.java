package dev.likeness.worker.operation;

import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.subject.Look;
import dev.likeness.worker.subject.SubjectReader;
import java.util.List;
import java.util.Optional;

/**
 * A trained profile, and who can look for its subject.
 *
 * @param likenesses what is known about it, one for each of the reader's spaces
 */
record KnownSubject(String profileId, SubjectReader reader, List<Likeness> likenesses) {
  KnownSubject {
    likenesses = List.copyOf(likenesses);
  }

  /** What decides. */
  Likeness likeness() {
    return likenesses.getFirst();
  }

  /** What has to agree, in a space of its own. */
  Optional<Likeness> audit() {
    return likenesses.stream().skip(1).findFirst();
  }

  /** What the auditing space says about a look. */
  Optional<Double> auditScore(Look look) {
    return audit().map(audit -> audit.score(audited(look)));
  }

  private static Embedding audited(Look look) {
    return look.embeddings().get(1);
  }

  /** Whether an image has to show it. */
  boolean isIdentity() {
    return reader.kind().isIdentity();
  }
}
