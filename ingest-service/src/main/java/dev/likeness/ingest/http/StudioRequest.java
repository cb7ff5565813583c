package dev.likeness.ingest.http;

import static dev.likeness.kit.error.Violation.ofField;

import dev.likeness.ingest.catalogue.Parameters;
import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.ingest.intake.Origin;
import dev.likeness.ingest.intake.Submission;
import dev.likeness.ingest.intake.Work;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.ResponseMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a body asks for, of whichever endpoint it is. */
record StudioRequest(
    Work work,
    boolean async,
    @Nullable String callbackUrl,
    @Nullable String clientRequestId,
    @Nullable String tag) {
  private static final List<String> PARAMETERS =
      List.of(
          Parameters.BASE_MODEL,
          Parameters.RESOLUTION,
          Parameters.ASPECT_RATIO,
          Parameters.QUALITY,
          Parameters.TRAINING_TIER);

  /** Phota's announced date for it, 2026-05-08, has passed. */
  private static final OutputFormat DEFAULT_FORMAT = OutputFormat.JPG;

  /**
   * @param clientRequestId the request's idempotency value, from its body or its header
   * @throws RefusalException naming every field that is not as it must be
   */
  static StudioRequest of(RequestShape shape, BodyFields body, @Nullable String clientRequestId) {
    var violations = new ArrayList<Violation>(body.violations());
    for (String field : shape.required()) {
      if (!body.has(field) && violations.stream().noneMatch(v -> v.loc().contains(field))) {
        violations.add(ofField(field, "Field required", "missing"));
      }
    }
    OutputFormat outputFormat = choice(body, "output_format", DEFAULT_FORMAT, violations);
    ResponseMode mode = choice(body, "response_mode", ResponseMode.BYTES, violations);
    if (!violations.isEmpty()) {
      throw new RefusalException(Refusal.ofViolations(violations));
    }
    Integer outputs = body.count("num_output_images");
    String prompt = body.text("prompt");
    var work =
        new Work(
            shape.operation(),
            photos(shape, body),
            prompt == null ? "" : prompt,
            body.texts("profile_ids"),
            outputs == null ? 1 : outputs,
            outputFormat,
            mode,
            parameters(body));
    return new StudioRequest(
        work,
        Boolean.TRUE.equals(body.flag("async")),
        body.text("callback_url"),
        clientRequestId,
        body.text("tag"));
  }

  Submission by(String account, String requestId) {
    return new Submission(
        account, new Origin.HttpCall(requestId, async), work, callbackUrl, clientRequestId, tag);
  }

  private static List<ImageSource> photos(RequestShape shape, BodyFields body) {
    if (shape.operation() == Operation.TRAIN) { // by URL only
      return body.texts("image_urls").stream().<ImageSource>map(ImageSource.AtUrl::new).toList();
    }
    var photos = new ArrayList<ImageSource>();
    for (String field : shape.photos()) {
      if (shape.fields().get(field) == FieldType.TEXT) {
        String text = body.text(field);
        if (text != null) {
          photos.add(ImageText.read(field, text));
        }
      } else {
        List<String> texts = body.texts(field);
        for (int i = 0; i < texts.size(); i++) {
          photos.add(ImageText.read(field + "[" + i + "]", texts.get(i)));
        }
      }
    }
    return photos;
  }

  private static Map<String, String> parameters(BodyFields body) {
    var parameters = new HashMap<String, String>();
    for (String name : PARAMETERS) {
      String value = body.text(name);
      if (value != null) {
        parameters.put(name, value);
      }
    }
    return parameters;
  }

  /** The constant of which the field holds the lower-case name. */
  private static <E extends Enum<E>> E choice(
      BodyFields body, String field, E otherwise, List<Violation> violations) {
    String name = body.text(field);
    if (name == null) {
      return otherwise;
    }
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    return Stream.of(all)
        .filter(constant -> lower(constant).equals(name))
        .findFirst()
        .orElseGet(
            () -> {
              String names =
                  Stream.of(all).map(StudioRequest::lower).collect(Collectors.joining(", "));
              violations.add(ofField(field, "must be one of: " + names, "enum"));
              return otherwise;
            });
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
