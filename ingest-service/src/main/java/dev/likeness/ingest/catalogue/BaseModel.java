package dev.likeness.ingest.catalogue;

import dev.likeness.schema.v1.Operation;
import java.util.List;

/**
 * What a request may ask of one base model.
 *
 * @param id as in {@code base_model}
 * @param name for people
 * @param operations that it can be named for
 * @param resolutions smallest first
 * @param qualities empty if it has no {@code quality}
 */
public record BaseModel(
    String id,
    String name,
    List<Operation> operations,
    List<String> resolutions,
    List<String> aspectRatios,
    List<String> qualities) {
  public BaseModel {
    operations = List.copyOf(operations);
    resolutions = List.copyOf(resolutions);
    aspectRatios = List.copyOf(aspectRatios);
    qualities = List.copyOf(qualities);
  }
}
