package dev.likeness.worker.work;

import java.util.List;

/**
 * What an operation can do with the models it was given; workers publish it, and customers read it
 * at {@code GET /models}.
 *
 * @param baseModels under which it is served; empty if the operation has none, or does not care
 * @param resolutions that it delivers ({@code 1K}, {@code 2K}, {@code 4K}); empty if it keeps the
 *     size that it is given
 * @param identity whether it keeps and measures the identity of profiles
 * @param note one sentence on what it can and cannot do; empty for nothing
 */
public record Capability(
    List<String> baseModels, List<String> resolutions, boolean identity, String note) {
  /** Nothing to choose, no identity, nothing to say. */
  public static final Capability PLAIN = new Capability(List.of(), List.of(), false, "");

  public Capability {
    baseModels = List.copyOf(baseModels);
    resolutions = List.copyOf(resolutions);
  }
}
