package dev.likeness.worker.model;

import dev.likeness.worker.model.PackManifest.Entry;
import dev.likeness.worker.model.PackManifest.License;
import dev.likeness.worker.model.PackManifest.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * FLUX.2-klein-4B as a folder of four graphs with their weights, {@code config.json} and, where it
 * was put next to them, the tokenizer of the original.
 */
final class FluxKleinLayout implements Layout {
  private static final String ADAPTER = "flux2-klein";
  private static final Map<String, String> GRAPHS =
      Map.of(
          "diffusion.text", "text_encoder.onnx",
          "diffusion.denoise", "transformer.onnx",
          "diffusion.encode", "vae_encoder.onnx",
          "diffusion.decode", "vae_decoder.onnx");
  private static final String SETTINGS = "config.json";

  @Override
  public Optional<PackManifest> recognise(PackFiles files) {
    if (!files.has(SETTINGS) || !GRAPHS.values().stream().allMatch(files::has)) {
      return Optional.empty();
    }
    List<Entry> entries = new ArrayList<>();
    entries.add(files.entry(SETTINGS));
    Stream.concat(
            GRAPHS.values().stream().sorted(), Stream.of("tokenizer", "vocab.json", "merges.txt"))
        .flatMap(prefix -> files.startingWith(prefix).stream())
        .map(files::entry)
        .forEach(entries::add);
    TreeMap<String, Role> roles = new TreeMap<>();
    GRAPHS.forEach((role, graph) -> roles.put(role, new Role(ADAPTER, graph)));
    // The larger klein is published in the same form under another licence, but has other widths,
    // which the adapter refuses.
    License apache = new License("Apache-2.0", true);
    return Optional.of(
        new PackManifest(
            PackManifest.SCHEMA,
            "flux.2-klein-4b",
            PackManifest.NO_VERSION,
            ModelCard.license(files, files.name(), Optional.of(apache)),
            entries,
            roles));
  }

  @Override
  public String description() {
    return "FLUX.2-klein-4B (text_encoder.onnx, transformer.onnx, vae_encoder.onnx,"
        + " vae_decoder.onnx, config.json)";
  }
}
