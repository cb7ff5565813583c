package dev.likeness.worker.diffusion.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.likeness.worker.diffusion.schedule.NoiseLevels.Growth;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A {@code scheduler_config.json} as diffusers writes it. What would change pictures and is not
 * done here is refused; what has no influence is left alone.
 */
final class SchedulerSettings {
  /** They write infinity too. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** Fields that change the path, and the values at which they do not. */
  private static final Map<String, List<String>> NEUTRAL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("trained_betas", List.of()),
              Map.entry("use_karras_sigmas", List.of("false")),
              Map.entry("use_exponential_sigmas", List.of("false")),
              Map.entry("use_beta_sigmas", List.of("false")),
              Map.entry("use_lu_lambdas", List.of("false")),
              Map.entry("use_flow_sigmas", List.of("false")),
              Map.entry("rescale_betas_zero_snr", List.of("false")),
              Map.entry("clip_sample", List.of("false")),
              Map.entry("thresholding", List.of("false")),
              Map.entry("interpolation_type", List.of("linear")),
              Map.entry("final_sigmas_type", List.of("zero")),
              Map.entry("timestep_type", List.of("discrete")),
              Map.entry("sigma_min", List.of()),
              Map.entry("sigma_max", List.of()),
              Map.entry("use_dynamic_shifting", List.of("false")),
              Map.entry("shift_terminal", List.of()),
              Map.entry("invert_sigmas", List.of("false")),
              Map.entry("stochastic_sampling", List.of("false"))));

  private final JsonNode fields;

  private SchedulerSettings(JsonNode fields) {
    this.fields = fields;
  }

  static SchedulerSettings parse(String json) {
    try {
      return new SchedulerSettings(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new ModelException(
          Reason.NOT_LOADED, "scheduler_config.json is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  Scheduler scheduler() {
    NEUTRAL.forEach(this::requireNeutral);
    String name = fields.path("_class_name").asText();
    return switch (name) {
      case "EulerDiscreteScheduler" -> euler(Spacing.LINSPACE, false);
      case "EulerAncestralDiscreteScheduler" -> euler(Spacing.LINSPACE, true);
      // Other solvers of the same equation; diffusers too lets them be exchanged.
      case "DDIMScheduler", "PNDMScheduler" -> euler(Spacing.LEADING, false);
      case "LMSDiscreteScheduler", "DPMSolverMultistepScheduler" -> euler(Spacing.LINSPACE, false);
      case "LCMScheduler" -> lcm();
      case "FlowMatchEulerDiscreteScheduler" ->
          FlowMatch.shifted(positive("shift", 1), trainingSteps());
      default ->
          throw refused(
              "_class_name",
              "EulerDiscreteScheduler, EulerAncestralDiscreteScheduler, LCMScheduler,"
                  + " FlowMatchEulerDiscreteScheduler; or DDIMScheduler, PNDMScheduler,"
                  + " LMSDiscreteScheduler, DPMSolverMultistepScheduler, for which Euler stands in");
    };
  }

  private Euler euler(Spacing usual, boolean ancestral) {
    return new Euler(
        levels(),
        prediction(),
        choice("timestep_spacing", Spacing.class, usual),
        whole("steps_offset", 0),
        ancestral);
  }

  private Lcm lcm() {
    NoiseLevels levels = levels();
    int original = whole("original_inference_steps", 50);
    if (original < 1 || original > levels.count()) {
      throw refused("original_inference_steps", "1 to " + levels.count());
    }
    return new Lcm(levels, prediction(), original, positive("timestep_scaling", 10));
  }

  private NoiseLevels levels() {
    return new NoiseLevels(
        choice("beta_schedule", Growth.class),
        positive("beta_start"),
        positive("beta_end"),
        trainingSteps());
  }

  private Prediction prediction() {
    return choice("prediction_type", Prediction.class, Prediction.EPSILON);
  }

  private int trainingSteps() {
    int steps = whole("num_train_timesteps", 1000);
    if (steps < 2 || steps > 100_000) {
      throw refused("num_train_timesteps", "2 to 100000");
    }
    return steps;
  }

  private void requireNeutral(String field, List<String> neutral) {
    JsonNode value = fields.path(field);
    if (!absent(value) && !neutral.contains(value.asText())) {
      throw refused(field, neutral.isEmpty() ? "none" : String.join(" or ", neutral));
    }
  }

  private <E extends Enum<E>> E choice(String field, Class<E> type, E usual) {
    return absent(fields.path(field)) ? usual : choice(field, type);
  }

  private <E extends Enum<E>> E choice(String field, Class<E> type) {
    String value = fields.path(field).asText();
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> published(one).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    field,
                    Arrays.stream(type.getEnumConstants())
                        .map(SchedulerSettings::published)
                        .collect(Collectors.joining(" or "))));
  }

  private int whole(String field, int usual) {
    JsonNode value = fields.path(field);
    if (absent(value)) {
      return usual;
    }
    if (!value.canConvertToExactIntegral() || !value.canConvertToInt() || value.intValue() < 0) {
      throw refused(field, "a whole number");
    }
    return value.intValue();
  }

  private double positive(String field, double usual) {
    return absent(fields.path(field)) ? usual : positive(field);
  }

  private double positive(String field) {
    double value = fields.path(field).asDouble();
    if (!(value > 0) || Double.isInfinite(value)) {
      throw refused(field, "a positive number");
    }
    return value;
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static String published(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }

  private ModelException refused(String field, String expected) {
    JsonNode value = fields.path(field);
    return new ModelException(
        Reason.NOT_LOADED,
        "scheduler_config.json: expected "
            + field
            + " to be "
            + expected
            + ", got "
            + (value.isMissingNode() ? "nothing" : value));
  }
}
