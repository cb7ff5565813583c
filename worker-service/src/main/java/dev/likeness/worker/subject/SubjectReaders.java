package dev.likeness.worker.subject;

import dev.likeness.worker.identity.SubjectKind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The readers that are loaded, at most one of a kind: people first, then animals, then what only
 * looks alike. Owns nothing.
 */
public record SubjectReaders(List<SubjectReader> all) {
  public SubjectReaders {
    all = all.stream().sorted(Comparator.comparing(SubjectReader::kind)).toList();
  }

  /** The reader of a kind, if it is loaded. */
  public Optional<SubjectReader> of(SubjectKind kind) {
    return all.stream().filter(reader -> reader.kind() == kind).findFirst();
  }

  /** Those that say who somebody is. */
  public List<SubjectReader> ofIdentity() {
    return all.stream().filter(reader -> reader.kind().isIdentity()).toList();
  }
}
