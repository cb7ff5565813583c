package dev.likeness.worker.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A way in which models are published without a {@code pack.json}: it recognises them in a folder
 * and writes the manifest that their publisher did not. Licences are those that the publishers
 * state; where none is stated, the pack counts as one that must not be used commercially.
 */
sealed interface Layout
    permits DiffusersLayout, FluxKleinLayout, LooseFiles, PinnedFaces, TransformersLayout {

  /** All of them, the most important first: a role is taken from the first that has it. */
  List<Layout> ALL =
      List.of(
          new PinnedFaces(),
          new LooseFiles(),
          new DiffusersLayout(),
          new FluxKleinLayout(),
          new TransformersLayout());

  /**
   * What this layout finds in a folder.
   *
   * @throws ModelException if it is this layout, but something is missing or not supported
   */
  Optional<PackManifest> recognise(PackFiles files);

  /** What is recognised, for people. */
  String description();

  /** What all layouts together find in a folder: there may be models of several publishers. */
  static Optional<PackManifest> recogniseAny(PackFiles files) {
    return ALL.stream()
        .flatMap(layout -> layout.recognise(files).stream())
        .reduce(PackManifest::and);
  }

  static String describeAll() {
    return ALL.stream().map(Layout::description).collect(Collectors.joining("; "));
  }
}
