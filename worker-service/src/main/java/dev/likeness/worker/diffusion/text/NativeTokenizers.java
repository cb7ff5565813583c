package dev.likeness.worker.diffusion.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** Hugging Face's tokenizers, loaded once for the process from the class path. */
final class NativeTokenizers {
  /** What kept the library from being loaded. */
  private static final Optional<String> FAILURE = load();

  private NativeTokenizers() {}

  /**
   * The library.
   *
   * @throws ModelException if there is none for this machine
   */
  static TokenizersLibrary library() {
    if (FAILURE.isPresent()) {
      throw new ModelException(
          Reason.NOT_LOADED, "the tokenizer library cannot be loaded: " + FAILURE.get());
    }
    return TokenizersLibrary.LIB;
  }

  /** Native access is given to the process by whoever starts it, as for all models. */
  @SuppressWarnings("restricted")
  private static Optional<String> load() {
    String name = System.mapLibraryName("tokenizers");
    String resource = "/native/lib/%s/cpu/%s".formatted(platform(), name);
    try (InputStream library = TokenizersLibrary.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new FileNotFoundException(resource + " is not on the class path");
      }
      Path file = Files.createTempFile("likeness-", name);
      try {
        Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
        System.load(file.toString());
      } finally {
        // What is loaded stays loaded.
        Files.delete(file);
      }
      return Optional.empty();
    } catch (IOException | LinkageError e) {
      return Optional.of(e.toString());
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (system.startsWith("mac") ? "osx" : system)
        + "-"
        + (processor.equals("amd64") ? "x86_64" : processor);
  }
}
