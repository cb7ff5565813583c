package dev.likeness.ingest.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.likeness.kit.error.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Type of a JSON field. A value of another type is a violation, never converted; {@code null} is as
 * if the field were left out.
 */
enum FieldType {
  TEXT("string_type", "must be a string") {
    @Override
    @Nullable Object value(JsonParser json) throws IOException {
      return json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
    }
  },
  FLAG("bool_type", "must be true or false") {
    @Override
    @Nullable Object value(JsonParser json) {
      return json.currentToken().isBoolean() ? json.currentToken() == JsonToken.VALUE_TRUE : null;
    }
  },
  COUNT("int_type", "must be a whole number") {
    @Override
    @Nullable Object value(JsonParser json) throws IOException {
      return json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() == JsonParser.NumberType.INT
          ? json.getIntValue()
          : null;
    }
  },
  TEXTS("list_type", "must be a list of strings") {
    @Override
    @Nullable Object value(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        return null;
      }
      var texts = new ArrayList<String>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.VALUE_STRING || texts.size() == MOST_TEXTS) {
          skipToEndOfArray(json);
          return null;
        }
        texts.add(json.getText());
      }
      return List.copyOf(texts);
    }
  };

  /** More than any list of ours may have; what is over it is not kept. */
  private static final int MOST_TEXTS = 1_000;

  private final String violation;
  private final String message;

  FieldType(String violation, String message) {
    this.violation = violation;
    this.message = message;
  }

  /** The value at which {@code json} stands; null if it has another type. */
  abstract @Nullable Object value(JsonParser json) throws IOException;

  /**
   * Reads the value at which {@code json} stands, and leaves {@code json} at its end.
   *
   * @return null if it is JSON's null, or was reported to {@code violations}
   */
  @Nullable Object read(JsonParser json, String field, Consumer<Violation> violations)
      throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    Object value = value(json);
    if (value == null) {
      json.skipChildren();
      violations.accept(Violation.ofField(field, message, violation));
    }
    return value;
  }

  private static void skipToEndOfArray(JsonParser json) throws IOException {
    do {
      json.skipChildren();
    } while (json.nextToken() != JsonToken.END_ARRAY);
  }
}
