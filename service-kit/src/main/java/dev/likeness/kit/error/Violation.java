package dev.likeness.kit.error;

import java.util.List;

/**
 * One field that is not as it must be, in FastAPI's shape.
 *
 * @param loc where: {@code ["body", "<field>"]}, with an index after an array's name
 * @param msg what is expected
 * @param type a stable name of the rule, for example {@code string_too_long}
 */
public record Violation(List<Object> loc, String msg, String type) {
  public Violation {
    loc = List.copyOf(loc);
  }

  public static Violation ofField(String field, String msg, String type) {
    return new Violation(List.of("body", field), msg, type);
  }
}
