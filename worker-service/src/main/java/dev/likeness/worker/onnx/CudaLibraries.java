package dev.likeness.worker.onnx;

import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ONNX Runtime needs for CUDA where it comes from Maven (the build's profile {@code cuda}):
 * the libraries in the jars on the class path are unpacked into a folder that is kept, and those of
 * CUDA are loaded, so that ONNX Runtime's own library finds them in the process. A GPU worker then
 * needs nothing of its system but the driver. Does nothing where the jars are not there.
 *
 * <p>To be called before anything of ONNX Runtime: it would unpack 600 MB at every start.
 */
final class CudaLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(CudaLibraries.class);

  /** Where ONNX Runtime looks for its own libraries before it unpacks them. */
  private static final String NATIVE_PATH = "onnxruntime.native.path";

  private static final String RUNTIME_FOLDER = "ai/onnxruntime/native/linux-x64/";
  private static final String RUNTIME_LIBRARY = RUNTIME_FOLDER + "libonnxruntime_providers_cuda.so";
  private static final String CUDA_FOLDER = "org/bytedeco/cuda/linux-x86_64/";

  /** One of each jar that the libraries may be spread over. */
  private static final List<String> CUDA_LIBRARIES =
      List.of(
          CUDA_FOLDER + "libcudart.so.12",
          CUDA_FOLDER + "libcublas.so.12",
          CUDA_FOLDER + "libcudnn.so.9");

  /** What ONNX Runtime links, and what cuDNN opens by itself. */
  private static final List<String> NEEDED =
      List.of(
          "libcudart.",
          "libcublas",
          "libcurand.",
          "libcufft.",
          "libnvJitLink.",
          "libnvrtc",
          "libcudnn");

  private final ClassLoader jars;
  private final Path folder;
  private final Consumer<Path> loader;

  /**
   * @param jars where the libraries are, if they are
   * @param folder for what is unpacked
   * @param loader loads a library into the process, or throws {@link UnsatisfiedLinkError}
   */
  CudaLibraries(ClassLoader jars, Path folder, Consumer<Path> loader) {
    this.jars = jars;
    this.folder = folder;
    this.loader = loader;
  }

  /**
   * For this process: {@code LIKENESS_CUDA_CACHE} names the folder, or it is in the user's cache.
   */
  static CudaLibraries ofProcess(Map<String, String> variables) {
    String chosen = variables.getOrDefault("LIKENESS_CUDA_CACHE", "");
    Path folder =
        chosen.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache", "likeness", "cuda")
            : Path.of(chosen);
    return new CudaLibraries(CudaLibraries.class.getClassLoader(), folder, CudaLibraries::load);
  }

  /**
   * Makes them known to this process.
   *
   * @throws ModelException if they cannot be unpacked; one that cannot be loaded is a line in the
   *     log, because ONNX Runtime says better whether it needs it
   */
  void prepare() {
    try {
      if (jars.getResource(RUNTIME_LIBRARY) != null && System.getProperty(NATIVE_PATH) == null) {
        unpack(RUNTIME_LIBRARY, RUNTIME_FOLDER, List.of("lib"));
        System.setProperty(NATIVE_PATH, folder.toString());
      }
      var libraries = new LinkedHashMap<String, Path>();
      for (String known : CUDA_LIBRARIES) {
        if (jars.getResource(known) != null) {
          unpack(known, CUDA_FOLDER, NEEDED)
              .forEach(path -> libraries.put(path.getFileName().toString(), path));
        }
      }
      loadAll(libraries.values().stream().sorted(Comparator.reverseOrder()).toList());
    } catch (IOException e) {
      throw new ModelException(
          Reason.NOT_LOADED,
          "the libraries of CUDA cannot be unpacked into "
              + folder
              + " (LIKENESS_CUDA_CACHE names another folder): "
              + e.getMessage(),
          e);
    }
  }

  /** Unpacks the libraries of the jar that holds {@code known}, except what is there already. */
  private List<Path> unpack(String known, String inside, List<String> wanted) throws IOException {
    URL url = jars.getResource(known);
    if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
      return List.of();
    }
    connection.setUseCaches(false);
    var unpacked = new ArrayList<Path>();
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : jar.stream().toList()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (entry.getName().equals(inside + name) && wanted.stream().anyMatch(name::startsWith)) {
          unpacked.add(unpack(jar, entry, name));
        }
      }
    }
    return unpacked;
  }

  private Path unpack(JarFile jar, JarEntry entry, String name) throws IOException {
    Path target = folder.resolve(name);
    if (Files.exists(target) && Files.size(target) == entry.getSize()) {
      return target;
    }
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, name, ".part");
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** They need each other in an order that changes from release to release: it is found out. */
  private void loadAll(List<Path> libraries) {
    List<Path> left = libraries;
    while (!left.isEmpty()) {
      var refused = new LinkedHashMap<Path, UnsatisfiedLinkError>();
      for (Path library : left) {
        try {
          loader.accept(library);
        } catch (UnsatisfiedLinkError e) {
          refused.put(library, e);
        }
      }
      if (refused.size() == left.size()) {
        refused.forEach(
            (library, e) ->
                LOG.atWarn()
                    .addKeyValue("library", library.getFileName())
                    .addKeyValue("reason", e.getMessage())
                    .log("a library of CUDA cannot be loaded"));
        return;
      }
      left = List.copyOf(refused.keySet());
    }
  }

  // Loading native code is what this class is for; the process is started with native access.
  @SuppressWarnings("restricted")
  private static void load(Path library) {
    System.load(library.toAbsolutePath().toString());
  }
}
