package dev.likeness.worker.diffusion;

import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.SignatureCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The graphs of one generator by their roles; they are loaded together and freed together. */
final class Parts implements AutoCloseable {
  private final Map<String, Part> parts = new LinkedHashMap<>();

  private Parts() {}

  /**
   * Loads all of them or none.
   *
   * @throws dev.likeness.worker.model.ModelException if one is not what is expected
   */
  static Parts load(
      ModelPack pack, ModelRuntime runtime, Map<String, ? extends SignatureCheck> expectations) {
    Parts loaded = new Parts();
    try {
      expectations.forEach(
          (role, expectation) ->
              loaded.parts.put(role, Part.load(pack, role, runtime, expectation)));
      return loaded;
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  Part part(String role) {
    return Objects.requireNonNull(parts.get(role), role);
  }

  /** The model files in use, for the provenance of results. */
  List<ModelFile> files() {
    return parts.values().stream().map(Part::file).toList();
  }

  @Override
  public void close() {
    new ArrayList<>(parts.values()).reversed().forEach(Part::close);
    parts.clear();
  }
}
