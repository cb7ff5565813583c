package dev.likeness.ingest.http;

import static dev.likeness.kit.error.Violation.ofField;

import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.ingest.intake.Work;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.ResponseMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /v1/phota/enhance}. */
record EnhanceRequest(
    Work work, boolean async, @Nullable String callbackUrl, @Nullable String clientRequestId) {
  static final Map<String, FieldType> FIELDS =
      Map.of(
          "image", FieldType.TEXT,
          "prompt", FieldType.TEXT,
          "profile_ids", FieldType.TEXTS,
          "num_output_images", FieldType.COUNT,
          "output_format", FieldType.TEXT,
          "response_mode", FieldType.TEXT,
          "async", FieldType.FLAG,
          "callback_url", FieldType.TEXT,
          "client_request_id", FieldType.TEXT);

  /** Fields of edit, generate and remix: who sends one here expects what will not happen. */
  static final Set<String> ELSEWHERE =
      Set.of(
          "images",
          "input_image",
          "reference_image",
          "base_model",
          "aspect_ratio",
          "resolution",
          "quality");

  /** Phota's announced date for it, 2026-05-08, has passed. */
  private static final OutputFormat DEFAULT_FORMAT = OutputFormat.JPG;

  /**
   * @throws RefusalException naming every field that is not as it must be
   */
  static EnhanceRequest of(BodyFields body) {
    var violations = new ArrayList<Violation>(body.violations());
    String image = body.text("image");
    if (image == null && violations.stream().noneMatch(v -> v.loc().contains("image"))) {
      violations.add(ofField("image", "Field required", "missing"));
    }
    OutputFormat outputFormat = choice(body, "output_format", DEFAULT_FORMAT, violations);
    ResponseMode mode = choice(body, "response_mode", ResponseMode.BYTES, violations);
    if (!violations.isEmpty() || image == null) {
      throw new RefusalException(Refusal.ofViolations(violations));
    }
    Integer outputs = body.count("num_output_images");
    String prompt = body.text("prompt");
    List<ImageSource> images = List.of(ImageText.read(image));
    return new EnhanceRequest(
        new Work(
            Operation.ENHANCE,
            images,
            prompt == null ? "" : prompt,
            body.texts("profile_ids"),
            outputs == null ? 1 : outputs,
            outputFormat,
            mode),
        Boolean.TRUE.equals(body.flag("async")),
        body.text("callback_url"),
        body.text("client_request_id"));
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
                  Stream.of(all).map(EnhanceRequest::lower).collect(Collectors.joining(", "));
              violations.add(ofField(field, "must be one of: " + names, "enum"));
              return otherwise;
            });
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
