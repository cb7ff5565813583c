package dev.likeness.worker.style;

import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The styles that are loaded, by name. Owns their networks. */
public final class Styles implements AutoCloseable {
  /** None. */
  public static final Styles NONE = new Styles();

  private final Map<String, StyleTransfer> byName = new TreeMap<>();

  private Styles() {}

  /**
   * Loads all styles; of one name, that of the first pack.
   *
   * @throws dev.likeness.worker.model.ModelException if one is not what it should be; none stays
   *     loaded
   */
  public static Styles load(List<ModelPack> packs, ModelRuntime runtime) {
    var styles = new Styles();
    try {
      for (ModelPack pack : packs) {
        for (String role : pack.roles().tailSet(StyleTransfer.ROLES)) {
          if (role.startsWith(StyleTransfer.ROLES)) {
            styles.byName.computeIfAbsent(
                role.substring(StyleTransfer.ROLES.length()),
                _ -> StyleTransfer.load(pack, role, runtime));
          }
        }
      }
      return styles;
    } catch (RuntimeException e) {
      styles.close();
      throw e;
    }
  }

  /** What they are called, as the roles of the packs say: {@code rain-princess}. */
  public SortedSet<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  public Optional<StyleTransfer> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Frees the networks. */
  @Override
  public void close() {
    byName.values().forEach(StyleTransfer::close);
  }
}
