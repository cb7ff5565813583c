package dev.likeness.worker.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.worker.model.PackManifest.Entry;
import dev.likeness.worker.model.PackManifest.License;
import dev.likeness.worker.model.PackManifest.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One model of Hugging Face Transformers, exported to ONNX: {@code config.json}, whose {@code
 * model_type} says what it is, and {@code onnx/model.onnx} or {@code model.onnx}.
 */
final class TransformersLayout implements Layout {
  private static final License APACHE = new License("Apache-2.0", true);

  /** Nobody publishes any for telling animals apart: these are careful guesses. */
  private static final SortedMap<String, Object> THRESHOLDS =
      new TreeMap<>(Map.of("match", .7, "margin", .05));

  /** These detectors find each animal once: overlaps are of two animals. */
  private static final SortedMap<String, Object> LIMITS =
      new TreeMap<>(Map.of("score", .5, "nms", .7));

  private static final List<String> MODELS = List.of("onnx/model.onnx", "model.onnx");

  @Override
  public Optional<PackManifest> recognise(PackFiles files) {
    Optional<String> model = MODELS.stream().filter(files::has).findFirst();
    if (model.isEmpty()) {
      return Optional.empty();
    }
    return files
        .json("config.json")
        .flatMap(
            config ->
                role(config.path("model_type").asText(), model.get())
                    .map(role -> manifest(files, config, role)));
  }

  @Override
  public String description() {
    return "DINOv2, RT-DETR and D-FINE as Transformers exports them (config.json,"
        + " onnx/model.onnx)";
  }

  private static Optional<Map.Entry<String, Role>> role(String type, String model) {
    return switch (type) {
      case "dinov2" ->
          Optional.of(Map.entry("subject.embed", new Role("dinov2", model, THRESHOLDS)));
      case "rt_detr", "rt_detr_v2", "d_fine" ->
          Optional.of(Map.entry("subject.detect", new Role("rt-detr", model, LIMITS)));
      default -> Optional.empty();
    };
  }

  /** All of these are published under the Apache licence. */
  private static PackManifest manifest(
      PackFiles files, JsonNode config, Map.Entry<String, Role> role) {
    String name = ModelCard.name(files, config);
    List<Entry> entries =
        Stream.concat(
                Stream.of("config.json", "preprocessor_config.json").filter(files::has),
                files.startingWith(role.getValue().model()).stream())
            .map(files::entry)
            .toList();
    return new PackManifest(
        PackManifest.SCHEMA,
        ModelCard.id(name),
        PackManifest.NO_VERSION,
        ModelCard.license(files, name, Optional.of(APACHE)),
        entries,
        new TreeMap<>(Map.ofEntries(role)));
  }
}
