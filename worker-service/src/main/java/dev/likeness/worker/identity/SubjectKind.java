package dev.likeness.worker.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is compared when a subject is looked for. */
public enum SubjectKind {
  /** A person, by the face. */
  PERSON,
  /** An animal, by what it looks like as one of its kind. */
  ANIMAL,
  /** Anything, by colours and forms alone: it may be another one that looks alike. */
  APPEARANCE;

  /** Name in reports and stored profiles. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of this name. */
  public static Optional<SubjectKind> labelled(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
  }

  /** Whether it says who somebody is. What does not is never counted, charged or insisted on. */
  public boolean isIdentity() {
    return switch (this) {
      case PERSON, ANIMAL -> true;
      case APPEARANCE -> false;
    };
  }
}
