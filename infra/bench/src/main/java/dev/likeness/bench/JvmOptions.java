package dev.likeness.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The options and variables with which every installation starts a service ({@code infra/jvm}). */
public final class JvmOptions {
  /** Memory of {@code malloc}: two pools of it, not one for each thread (glibc). */
  public static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

  private static final Path FOLDER =
      Path.of(System.getProperty("likeness.jvm.options", "infra/jvm"));

  private JvmOptions() {}

  public static List<String> of(String service) {
    return List.of(
        "@" + FOLDER.resolve("service.options"), "@" + FOLDER.resolve(service + ".options"));
  }
}
