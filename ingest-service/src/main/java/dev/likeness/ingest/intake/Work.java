package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.ResponseMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a submission wants done, not yet checked.
 *
 * @param images input photos, in order; for REMIX the input image, then the reference image
 * @param prompt free text; may name profiles inline, as {@code [[profile_id]]}
 * @param listedProfiles profiles named beside the prompt
 * @param outputCount images to deliver
 * @param parameters fields that only some operations know, by their HTTP names; what is left out is
 *     the catalogue's to fill in
 */
public record Work(
    Operation operation,
    List<ImageSource> images,
    String prompt,
    List<String> listedProfiles,
    int outputCount,
    OutputFormat outputFormat,
    ResponseMode responseMode,
    Map<String, String> parameters) {
  static final Pattern PROFILE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern INLINE_PROFILE =
      Pattern.compile("\\[\\[\\s*(" + PROFILE_ID.pattern() + ")\\s*]]");

  public Work {
    images = List.copyOf(images);
    listedProfiles = List.copyOf(listedProfiles);
    parameters = Map.copyOf(parameters);
  }

  /** A profile to be trained from {@code photos}. */
  public static Work training(List<ImageSource> photos, Map<String, String> parameters) {
    return new Work(
        Operation.TRAIN, photos, "", List.of(), 1, OutputFormat.JPG, ResponseMode.URLS, parameters);
  }

  Work with(Map<String, String> others) {
    return new Work(
        operation, images, prompt, listedProfiles, outputCount, outputFormat, responseMode, others);
  }

  /** Every profile named, listed or inline, once, in the order of first mention. */
  public List<String> profileIds() {
    var ids = new LinkedHashSet<String>(listedProfiles);
    INLINE_PROFILE.matcher(prompt).results().forEach(match -> ids.add(match.group(1)));
    return new ArrayList<>(ids);
  }
}
