package dev.likeness.ingest.http;

import static dev.likeness.ingest.http.FieldType.COUNT;
import static dev.likeness.ingest.http.FieldType.FLAG;
import static dev.likeness.ingest.http.FieldType.TEXT;
import static dev.likeness.ingest.http.FieldType.TEXTS;

import dev.likeness.schema.v1.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fields the body of an endpoint has.
 *
 * @param required fields that must be there and not null
 * @param photos fields that hold photos, in the order in which the job gets them
 */
record RequestShape(
    Operation operation,
    List<String> required,
    List<String> photos,
    Map<String, FieldType> fields) {

  /** Of everything that makes images. */
  private static final Map<String, FieldType> STUDIO =
      Map.of(
          "prompt", TEXT,
          "num_output_images", COUNT,
          "output_format", TEXT,
          "response_mode", TEXT,
          "async", FLAG,
          "callback_url", TEXT,
          "client_request_id", TEXT,
          "tag", TEXT);

  private static final Map<String, FieldType> WITH_BASE_MODEL =
      both(
          STUDIO,
          Map.of("base_model", TEXT, "resolution", TEXT, "aspect_ratio", TEXT, "quality", TEXT));

  static final RequestShape EDIT =
      new RequestShape(
          Operation.EDIT,
          List.of(),
          List.of("images"),
          both(WITH_BASE_MODEL, Map.of("images", TEXTS, "profile_ids", TEXTS)));

  static final RequestShape GENERATE =
      new RequestShape(Operation.GENERATE, List.of(), List.of(), WITH_BASE_MODEL);

  static final RequestShape ENHANCE =
      new RequestShape(
          Operation.ENHANCE,
          List.of("image"),
          List.of("image"),
          both(STUDIO, Map.of("image", TEXT, "profile_ids", TEXTS)));

  static final RequestShape REMIX =
      new RequestShape(
          Operation.REMIX,
          List.of("input_image", "reference_image"),
          List.of("input_image", "reference_image"),
          both(STUDIO, Map.of("input_image", TEXT, "reference_image", TEXT, "profile_ids", TEXTS)));

  static final RequestShape ADD_PROFILE =
      new RequestShape(
          Operation.TRAIN,
          List.of("image_urls"),
          List.of("image_urls"),
          Map.of(
              "image_urls", TEXTS, "training_tier", TEXT, "tag", TEXT, "client_request_id", TEXT));

  private static final List<RequestShape> ALL =
      List.of(EDIT, GENERATE, ENHANCE, REMIX, ADD_PROFILE);

  RequestShape {
    required = List.copyOf(required);
    photos = List.copyOf(photos);
    fields = Map.copyOf(fields);
  }

  /**
   * Fields that other endpoints take and this one refuses: who sends one expects what will not
   * happen.
   */
  Set<String> elsewhere() {
    var others = new HashSet<String>();
    ALL.forEach(shape -> others.addAll(shape.fields.keySet()));
    others.removeAll(fields.keySet());
    return others;
  }

  private static Map<String, FieldType> both(
      Map<String, FieldType> some, Map<String, FieldType> others) {
    var all = new HashMap<>(some);
    all.putAll(others);
    return all;
  }
}
