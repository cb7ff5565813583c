package dev.likeness.ingest.files;

import dev.likeness.ingest.catalogue.BaseModel;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.TrainingTier;
import dev.likeness.schema.v1.Operation;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the catalogue that comes with the service, {@code models.yml}. */
public final class CatalogueFile {
  private static final String NAME = "models.yml";
  private static final List<String> OPERATIONS = List.of("edit", "generate");

  private CatalogueFile() {}

  public static Catalogue read() {
    FileEntry file = FileEntry.read("", NAME);
    FileEntry models = file.entry("base_models");
    FileEntry tiers = file.entry("training_tiers");
    return new Catalogue(
        models.names().stream().map(id -> baseModel(file, id, models.entry(id))).toList(),
        file.texts("resolutions"),
        file.texts("aspect_ratios"),
        file.texts("qualities"),
        pinned(file.entry("pinned")),
        tiers.names().stream().map(id -> tier(id, tiers.entry(id))).toList());
  }

  private static BaseModel baseModel(FileEntry file, String id, FileEntry entry) {
    return new BaseModel(
        id,
        entry.text("name"),
        entry.texts("operations", OPERATIONS).stream().map(CatalogueFile::operation).toList(),
        entry.texts("resolutions", file.texts("resolutions")),
        entry.texts("aspect_ratios", file.texts("aspect_ratios")),
        entry.has("qualities") ? entry.texts("qualities", file.texts("qualities")) : List.of());
  }

  private static Map<Operation, Catalogue.Pinned> pinned(FileEntry entry) {
    var pinned = new EnumMap<Operation, Catalogue.Pinned>(Operation.class);
    for (String name : entry.names()) {
      FileEntry one = entry.entry(name);
      pinned.put(
          operation(name), new Catalogue.Pinned(one.text("base_model"), one.text("resolution")));
    }
    return pinned;
  }

  private static TrainingTier tier(String id, FileEntry entry) {
    return new TrainingTier(
        id,
        Math.toIntExact(entry.whole("fewest_photos", 1)),
        Math.toIntExact(entry.whole("most_photos", 1)));
  }

  static Operation operation(String name) {
    return Operation.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
