package dev.likeness.worker.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.worker.model.PackManifest.License;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the publisher of a Hugging Face folder says about it: the front matter of {@code README.md},
 * and the name that the folder has had.
 */
final class ModelCard {
  /** Licences in Hugging Face's spelling that let users earn money, some with rules for the use. */
  private static final Map<String, String> COMMERCIAL =
      Map.of(
          "apache-2.0", "Apache-2.0",
          "mit", "MIT",
          "bsd-2-clause", "BSD-2-Clause",
          "bsd-3-clause", "BSD-3-Clause",
          "cc0-1.0", "CC0-1.0",
          "cc-by-4.0", "CC-BY-4.0",
          "openrail", "OpenRAIL",
          "openrail++", "CreativeML OpenRAIL++-M",
          "creativeml-openrail-m", "CreativeML OpenRAIL-M");

  /** Stability AI's licence for these asks for a check who earns what with them. */
  private static final Pattern STABILITY = Pattern.compile("sd-turbo|sdxl-turbo");

  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A\\s*---\\R(.*?)\\R---", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("^(license|license_name):[ \\t]*[\"']?([^\"'\\s]+)", Pattern.MULTILINE);

  private ModelCard() {}

  /**
   * The licence of a folder.
   *
   * @param name of the model
   * @param published the licence under which models of this kind are published, where they all are;
   *     what the card says goes before it
   */
  static License license(PackFiles files, String name, Optional<License> published) {
    if (STABILITY.matcher(name).find()) {
      return new License("Stability AI Community License", false);
    }
    return stated(files).or(() -> published).orElse(new License("not stated", false));
  }

  /** What a model was called when it was exported, or the name of the folder. */
  static String name(PackFiles files, JsonNode settings) {
    String name = settings.path("_name_or_path").asText();
    return name.isBlank() ? files.name() : name;
  }

  /** The name of a model as an id: the last part of a path, in harmless letters. */
  static String id(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    String harmless = last.replaceAll("[^a-z0-9._-]+", "-");
    return harmless.isEmpty() ? "pack" : harmless;
  }

  private static Optional<License> stated(PackFiles files) {
    Optional<String> card = files.text("README.md");
    if (card.isEmpty()) {
      return Optional.empty();
    }
    Matcher matter = FRONT_MATTER.matcher(card.get());
    String license = "";
    String name = "";
    if (matter.find()) {
      Matcher field = FIELD.matcher(matter.group(1));
      while (field.find()) {
        if (field.group(1).equals("license")) {
          license = field.group(2);
        } else {
          name = field.group(2);
        }
      }
    }
    if (license.isEmpty()) {
      return Optional.empty();
    }
    String spdx = COMMERCIAL.get(license.toLowerCase(Locale.ROOT));
    return Optional.of(
        spdx == null
            ? new License(name.isEmpty() ? license : name, false)
            : new License(spdx, true));
  }
}
