package dev.likeness.worker.diffusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelPack;

/**
 * The settings that stand next to the graphs in a folder that Hugging Face Optimum has exported.
 */
final class StableFiles {
  private static final String SCHEDULER = "scheduler/scheduler_config.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelPack pack;

  StableFiles(ModelPack pack) {
    this.pack = pack;
  }

  /** Of the whole pipeline. */
  JsonNode index() {
    return json("model_index.json");
  }

  /** Of one part, for example {@code unet}; nothing if the pack lists none. */
  JsonNode config(String part) {
    return json(part + "/config.json");
  }

  /** Text of the scheduler's settings. */
  String scheduler() {
    return pack.text(SCHEDULER);
  }

  /** Whether steps end where the training did. */
  boolean trailing() {
    return json(SCHEDULER).path("timestep_spacing").asText().equals("trailing");
  }

  private JsonNode json(String path) {
    if (!pack.lists(path)) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(pack.text(path));
    } catch (JsonProcessingException e) {
      throw refused(path + " is not JSON: " + e.getOriginalMessage());
    }
  }

  ModelException refused(String problem) {
    return new ModelException(Reason.NOT_LOADED, "model pack " + pack.id() + ": " + problem);
  }
}
