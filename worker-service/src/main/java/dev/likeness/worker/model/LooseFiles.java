package dev.likeness.worker.model;

import dev.likeness.worker.model.PackManifest.License;
import dev.likeness.worker.model.PackManifest.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Models that are one file each, by the names under which they are handed around: facefusion's
 * restorers, upscalers and swappers, the fast style transfer of the ONNX model zoo, YOLOX. Their
 * digests are not known here. Where several would do, the first in this list is taken, the others
 * are no part of the pack; those that may be used commercially come first.
 */
final class LooseFiles implements Layout {
  private static final License APACHE = new License("Apache-2.0", true);
  private static final License BSD = new License("BSD-3-Clause", true);
  private static final License NON_COMMERCIAL = new License("non-commercial", false);

  private static final List<Known> KNOWN =
      Stream.of(restorers(), upscalers(), swappers(), styles(), detectors())
          .flatMap(List::stream)
          .toList();

  private record Known(
      String name, License license, String role, String adapter, Map<String, Object> params) {
    PackManifest manifest(PackFiles files) {
      String model = name + ".onnx";
      return new PackManifest(
          PackManifest.SCHEMA,
          name,
          PackManifest.NO_VERSION,
          license,
          files.startingWith(model).stream().map(files::entry).toList(),
          new TreeMap<>(Map.of(role, new Role(adapter, model, new TreeMap<>(params)))));
    }
  }

  @Override
  public Optional<PackManifest> recognise(PackFiles files) {
    return KNOWN.stream()
        .filter(known -> files.has(known.name() + ".onnx"))
        .map(known -> known.manifest(files))
        .reduce(PackManifest::and);
  }

  @Override
  public String description() {
    return "facefusion's restorers (gfpgan_1.4.onnx), upscalers (real_esrgan_x4.onnx) and swappers"
        + " (inswapper_128.onnx), fast style transfer (mosaic-9.onnx), YOLOX (yolox_s.onnx)";
  }

  private static List<Known> restorers() {
    List<Known> known = new ArrayList<>();
    for (String name :
        List.of("gfpgan_1.4", "gfpgan_1.3", "gfpgan_1.2", "restoreformer_plus_plus")) {
      known.add(new Known(name, APACHE, "face.restore", "gfpgan", Map.of()));
    }
    known.add(
        new Known(
            "codeformer",
            new License("S-Lab License 1.0 (non-commercial)", false),
            "face.restore",
            "codeformer",
            Map.of()));
    for (int side : new int[] {512, 1024, 2048, 256}) {
      known.add(new Known("gpen_bfr_" + side, NON_COMMERCIAL, "face.restore", "gfpgan", Map.of()));
    }
    return known;
  }

  private static List<Known> upscalers() {
    List<Known> known = new ArrayList<>();
    for (int factor : new int[] {4, 2, 8}) {
      known.add(upscaler("real_esrgan_x" + factor, BSD, factor, 16));
      known.add(upscaler("real_esrgan_x" + factor + "_fp16", BSD, factor, 16));
    }
    known.add(upscaler("real_hatgan_x4", APACHE, 4, 16));
    known.add(upscaler("swin2_sr_x4", APACHE, 4, 8));
    for (String name :
        List.of(
            "ultra_sharp_x4",
            "clear_reality_x4",
            "nomos8k_sc_x4",
            "real_web_photo_x4",
            "remacri_x4",
            "span_kendata_x4")) {
      known.add(upscaler(name, NON_COMMERCIAL, 4, 8));
    }
    return known;
  }

  private static Known upscaler(String name, License license, int factor, int overlap) {
    return new Known(
        name,
        license,
        "image.upscale",
        "real-esrgan",
        Map.of("factor", factor, "overlap", overlap));
  }

  /** They understand the embeddings of InsightFace's embedder only. */
  private static List<Known> swappers() {
    List<Known> known = new ArrayList<>();
    Map<String, Object> space = Map.of("space", PinnedFaces.W600K_R50);
    for (String name : List.of("inswapper_128", "inswapper_128_fp16")) {
      License license = new License("non-commercial research only", false);
      known.add(new Known(name, license, "face.swap", "inswapper", space));
    }
    for (String name : List.of("hyperswap_1a_256", "hyperswap_1b_256", "hyperswap_1c_256")) {
      License license = new License("ResearchRAIL", false);
      known.add(new Known(name, license, "face.swap", "hyperswap", space));
    }
    return known;
  }

  /** https://github.com/onnx/models, exported from the examples of PyTorch. */
  private static List<Known> styles() {
    return Stream.of("mosaic", "candy", "rain-princess", "udnie", "pointilism")
        .map(
            style ->
                new Known(
                    style + "-9", BSD, "style.transfer." + style, "fast-neural-style", Map.of()))
        .toList();
  }

  /**
   * https://github.com/Megvii-BaseDetection/YOLOX, the surest first. An animal is cut out of a
   * photo and learnt, so less sure ones than 0.5 are left out; the publisher's demonstration shows
   * 0.3.
   */
  private static List<Known> detectors() {
    Map<String, Object> limits = Map.of("score", .5, "nms", .45);
    return Stream.of("x", "l", "darknet", "m", "s", "tiny", "nano")
        .map(size -> new Known("yolox_" + size, APACHE, "subject.detect", "yolox", limits))
        .toList();
  }
}
