package dev.likeness.ingest.http;

import dev.likeness.kit.error.Violation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stood in a request's body.
 *
 * @param values by field name, of the declared types
 * @param violations fields of other types
 * @param ignored fields that nothing knows
 */
record BodyFields(Map<String, Object> values, List<Violation> violations, List<String> ignored) {
  BodyFields {
    values = Map.copyOf(values);
    violations = List.copyOf(violations);
    ignored = List.copyOf(ignored);
  }

  /** Whether the field has a value of its type. */
  boolean has(String field) {
    return values.containsKey(field);
  }

  @Nullable String text(String field) {
    return (String) values.get(field);
  }

  @Nullable Boolean flag(String field) {
    return (Boolean) values.get(field);
  }

  @Nullable Integer count(String field) {
    return (Integer) values.get(field);
  }

  List<String> texts(String field) {
    return values.get(field) instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }
}
