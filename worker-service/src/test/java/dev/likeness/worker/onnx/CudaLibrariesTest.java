package dev.likeness.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With jars of names in place of two gigabytes of libraries. */
class CudaLibrariesTest {
  private static final Map<String, Set<String>> NEEDS =
      Map.of(
          "libcublas.so.12", Set.of("libcublasLt.so.12"),
          "libcudnn.so.9", Set.of("libcudnn_graph.so.9", "libcudart.so.12"),
          "libcudnn_graph.so.9", Set.of("libcublas.so.12"),
          "libcurand.so.10", Set.of("libnowhere.so.1"));

  @TempDir private Path folder;

  private final List<String> loaded = new ArrayList<>();

  @Test
  void loadsWhatIsNeededOnceWhatThatNeedsIsLoaded() throws Exception {
    try (var jars = jars()) {
      new CudaLibraries(jars, folder.resolve("cache"), this::load).prepare();
    }

    assertThat(loaded)
        .containsExactlyInAnyOrder(
            "libcudart.so.12",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libcudnn_graph.so.9",
            "libcudnn.so.9");
    assertThat(folder.resolve("cache"))
        .isDirectoryNotContaining("glob:**libnpp*")
        .isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void unpacksOnlyWhatIsNotThere() throws Exception {
    Path cache = folder.resolve("cache");
    FileTime before = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    try (var jars = jars()) {
      new CudaLibraries(jars, cache, this::load).prepare();
      Files.setLastModifiedTime(cache.resolve("libcudart.so.12"), before);
      Files.writeString(cache.resolve("libcublas.so.12"), "half");
      new CudaLibraries(jars, cache, this::load).prepare();
    }

    assertThat(Files.getLastModifiedTime(cache.resolve("libcudart.so.12"))).isEqualTo(before);
    assertThat(cache.resolve("libcublas.so.12")).hasContent("of libcublas.so.12");
  }

  @Test
  void doesNothingWithoutTheJars() throws Exception {
    try (var none = new URLClassLoader(new URL[0], null)) {
      new CudaLibraries(none, folder.resolve("cache"), this::load).prepare();
    }

    assertThat(loaded).isEmpty();
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  private void load(Path library) {
    String name = library.getFileName().toString();
    if (!loaded.containsAll(NEEDS.getOrDefault(name, Set.of()))) {
      throw new UnsatisfiedLinkError(name);
    }
    loaded.add(name);
  }

  private URLClassLoader jars() throws IOException {
    Path jar = folder.resolve("cuda.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name :
          List.of(
              "libcublas.so.12",
              "libcublasLt.so.12",
              "libcudart.so.12",
              "libcudnn.so.9",
              "libcudnn_graph.so.9",
              "libcurand.so.10",
              "libnppc.so.12")) {
        out.putNextEntry(new JarEntry("org/bytedeco/cuda/linux-x86_64/" + name));
        out.write(("of " + name).getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
  }
}
