package dev.likeness.worker.model;

import dev.likeness.worker.model.PackManifest.Entry;
import dev.likeness.worker.model.PackManifest.License;
import dev.likeness.worker.model.PackManifest.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Pairs of a face detector and an embedder, by file name. The digests are those under which the
 * publishers list the files, and nothing else is accepted under these names; the thresholds are
 * theirs too, unless a comment says otherwise.
 */
final class PinnedFaces implements Layout {
  /** Digest of InsightFace's embedder, whose embeddings face swappers understand. */
  static final String W600K_R50 =
      "4c06341c33c2ca1f86781dab0e829f88ad5b64be9fba56e56bc9ebdefc619e43";

  private static final Entry YUNET =
      new Entry(
          "face_detection_yunet_2023mar.onnx",
          "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
          232_589);
  private static final Entry SFACE =
      new Entry(
          "face_recognition_sface_2021dec.onnx",
          "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
          38_696_353);
  private static final Entry SCRFD =
      new Entry(
          "det_10g.onnx",
          "5838f7fe053675b1c7a08b633df49e7af5495cee0493c7dcf6697200b85b5b91",
          16_923_827);
  private static final Entry ARCFACE = new Entry("w600k_r50.onnx", W600K_R50, 174_383_860);
  private static final Entry YUNET_N =
      new Entry(
          "yunet_n_640_640.onnx",
          "25a606a145a5b6d7271ae138fbd00eba91dad8b83222ae3f2c7ecd0f4a7b0e31",
          317_466);
  private static final Entry MOBILE_FACE =
      new Entry(
          "mobileface_v2_raw.onnx",
          "690bea8014916ad9d82faec197f711504795dd9346d8f154fa3a81919ab0b997",
          3_519_967);

  private static final SortedMap<String, Object> YUNET_LIMITS =
      new TreeMap<>(Map.of("score", .6, "nms", .3));

  private static final List<PackManifest> PAIRS =
      List.of(
          // https://github.com/opencv/opencv_zoo; the threshold is that of OpenCV's own example.
          pair(
              "opencv-zoo-face",
              "2023mar-2021dec",
              new License("MIT AND Apache-2.0", true),
              YUNET,
              new Role("yunet", YUNET.path(), YUNET_LIMITS),
              SFACE,
              new Role("sface", SFACE.path(), thresholds(.363))),
          // https://github.com/deepinsight/insightface: "for non-commercial research purposes
          // only".
          // They publish no threshold: from about .35 on, one pair of strangers in 100,000 passes.
          pair(
              "insightface-buffalo_l",
              "0.7",
              new License("non-commercial research only", false),
              SCRFD,
              new Role("scrfd", SCRFD.path(), new TreeMap<>(Map.of("score", .5, "nms", .4))),
              ARCFACE,
              new Role("arcface", ARCFACE.path(), thresholds(.35))),
          pair(
              "yunet-mobileface",
              "2",
              new License("Apache-2.0 AND MIT", true),
              YUNET_N,
              new Role("yunet", YUNET_N.path(), YUNET_LIMITS),
              MOBILE_FACE,
              new Role("sface", MOBILE_FACE.path(), thresholds(.36))));

  @Override
  public Optional<PackManifest> recognise(PackFiles files) {
    return PAIRS.stream()
        .filter(pair -> pair.files().stream().map(Entry::path).allMatch(files::has))
        .findFirst();
  }

  @Override
  public String description() {
    return PAIRS.stream()
        .map(
            pair ->
                pair.files().stream()
                    .map(Entry::path)
                    .collect(Collectors.joining(" and ", pair.id() + " (", ")")))
        .collect(Collectors.joining(", "));
  }

  private static SortedMap<String, Object> thresholds(double match) {
    return new TreeMap<>(Map.of("match", match, "margin", .05));
  }

  private static PackManifest pair(
      String id,
      String version,
      License license,
      Entry detector,
      Role detects,
      Entry embedder,
      Role embeds) {
    return new PackManifest(
        PackManifest.SCHEMA,
        id,
        version,
        license,
        List.of(detector, embedder),
        new TreeMap<>(Map.of("face.detect", detects, "face.embed", embeds)));
  }
}
