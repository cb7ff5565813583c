package dev.likeness.ingest.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import dev.likeness.kit.http.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the JSON object of a request in one pass. Only the declared fields are kept, so what a
 * caller adds costs no memory. Every fault of the body is a {@link RefusalException} that says what
 * is wrong. Thread safe.
 */
final class BodyReader {
  private static final int DEEPEST = 64;

  /** More unknown fields than anyone sends by mistake; what is over it is not named. */
  private static final int MOST_IGNORED = 100;

  private final JsonFactory json;

  /**
   * @param limit largest body, in bytes
   */
  BodyReader(int limit) {
    this.json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxStringLength(limit) // an image is one string
                    .maxNestingDepth(DEEPEST)
                    .build())
            .build();
  }

  /**
   * Reads one body.
   *
   * @param fields the fields to keep
   * @param elsewhere fields that other endpoints take and this one refuses
   */
  BodyFields read(InputStream body, Map<String, FieldType> fields, Set<String> elsewhere) {
    try (JsonParser parser = json.createParser(body)) {
      return read(parser, fields, elsewhere);
    } catch (StreamConstraintsException e) {
      throw invalid(JsonLimits.told(e));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw invalid(
          at == null
              ? "The body is not JSON."
              : "The body is not JSON: the error is at line %d, column %d."
                  .formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException e) { // broken UTF-8
      throw invalid("The body could not be read to its end as JSON in UTF-8.");
    }
  }

  private static BodyFields read(
      JsonParser json, Map<String, FieldType> fields, Set<String> elsewhere) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new RefusalException(
          Refusal.ofViolations(
              List.of(
                  new Violation(
                      List.of("body"), "must be a JSON object", "model_attributes_type"))));
    }
    var values = new HashMap<String, Object>();
    var seen = new HashSet<String>();
    var violations = new ArrayList<Violation>();
    var ignored = new ArrayList<String>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      FieldType type = fields.get(name);
      boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
      if (type != null) {
        if (!seen.add(name)) {
          throw invalid("The field " + name + " is given twice.");
        }
        Object value = type.read(json, name, violations::add);
        if (value != null) {
          values.put(name, value);
        }
      } else if (elsewhere.contains(name) && !isNull) {
        throw invalid("This endpoint does not take " + name + ".");
      } else {
        if (ignored.size() < MOST_IGNORED) {
          ignored.add(name);
        }
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw invalid("The body has something after its JSON object.");
    }
    return new BodyFields(values, violations, ignored);
  }

  private static RefusalException invalid(String detail) {
    return new RefusalException(FailureCode.INVALID_REQUEST, detail);
  }
}
