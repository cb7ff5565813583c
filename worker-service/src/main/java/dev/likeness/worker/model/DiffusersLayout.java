package dev.likeness.worker.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.worker.model.PackManifest.Entry;
import dev.likeness.worker.model.PackManifest.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A diffusion model as {@code optimum-cli export onnx} writes it: {@code model_index.json} and a
 * folder for each part. The class of the pipeline and of its scheduler say which family it is.
 */
final class DiffusersLayout implements Layout {
  private static final String INDEX = "model_index.json";
  private static final String SCHEDULER = "scheduler/scheduler_config.json";
  private static final SequencedMap<String, String> ROLES = roles();

  private static SequencedMap<String, String> roles() {
    SequencedMap<String, String> roles = new LinkedHashMap<>();
    roles.put("text_encoder", "diffusion.text");
    roles.put("text_encoder_2", "diffusion.text.2");
    roles.put("unet", "diffusion.denoise");
    roles.put("vae_encoder", "diffusion.encode");
    roles.put("vae_decoder", "diffusion.decode");
    return roles;
  }

  @Override
  public Optional<PackManifest> recognise(PackFiles files) {
    return files.json(INDEX).map(index -> manifest(files, index));
  }

  @Override
  public String description() {
    return "Stable Diffusion, SDXL and LCM as optimum-cli exports them (model_index.json)";
  }

  private static PackManifest manifest(PackFiles files, JsonNode index) {
    String family = family(files, index.path("_class_name").asText());
    SortedMap<String, Role> roles = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    entries.add(files.entry(INDEX));
    for (Map.Entry<String, String> part : ROLES.entrySet()) {
      String model = part.getKey() + "/model.onnx";
      if (files.has(model)) {
        roles.put(part.getValue(), new Role(family, model));
        entries.addAll(modelFiles(files, part.getKey()));
      } else if (needed(part.getKey(), family)) {
        throw files.refused(
            "it lacks "
                + model
                + "; "
                + INDEX
                + " alone is the layout of weights for PyTorch, which optimum-cli export onnx"
                + " turns into this one");
      }
    }
    for (String folder : List.of("scheduler/", "tokenizer/", "tokenizer_2/")) {
      files.startingWith(folder).stream()
          .filter(DiffusersLayout::isText)
          .map(files::entry)
          .forEach(entries::add);
    }
    String name = ModelCard.name(files, index);
    return new PackManifest(
        PackManifest.SCHEMA,
        ModelCard.id(name),
        PackManifest.NO_VERSION,
        ModelCard.license(files, name + " " + files.name(), Optional.empty()),
        entries,
        roles);
  }

  /**
   * The model, its weights and its settings, but not the same for PyTorch or at other precision.
   */
  private static List<Entry> modelFiles(PackFiles files, String part) {
    return files.startingWith(part + "/").stream()
        .filter(
            path ->
                isText(path)
                    || path.startsWith(part + "/model.onnx")
                    || path.endsWith(".pb")
                    || path.endsWith(".onnx_data"))
        .map(files::entry)
        .toList();
  }

  private static boolean isText(String path) {
    return path.endsWith(".json") || path.endsWith(".txt");
  }

  private static boolean needed(String part, String family) {
    return switch (part) {
      case "text_encoder_2" -> family.equals("sdxl");
      case "vae_encoder" -> false;
      default -> true;
    };
  }

  private static String family(PackFiles files, String pipeline) {
    return switch (pipeline.replaceFirst("^(ORT|Onnx)", "")) {
      case "StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline" -> "sdxl";
      case "LatentConsistencyModelPipeline", "LatentConsistencyModelImg2ImgPipeline" -> "lcm";
      case "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline" ->
          scheduler(files).equals("LCMScheduler") ? "lcm" : "sd";
      default ->
          throw files.refused(
              INDEX
                  + ": the pipeline is "
                  + pipeline
                  + ", expected StableDiffusionPipeline, StableDiffusionXLPipeline,"
                  + " LatentConsistencyModelPipeline or one of their Img2Img variants");
    };
  }

  private static String scheduler(PackFiles files) {
    return files.json(SCHEDULER).map(json -> json.path("_class_name").asText()).orElse("");
  }
}
