package dev.likeness.worker.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.PackManifest.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies in a directory that may be a pack, as layouts see it: names and sizes of files, two
 * folders deep, without those that begin with a dot.
 */
final class PackFiles {
  private static final int DEPTH = 3;
  private static final int MOST_FILES = 10_000;
  private static final long LARGEST_TEXT = 4 << 20;
  private static final Pattern CACHED = Pattern.compile("/models--[^/]*--([^/]+)/snapshots/[^/]+$");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final SortedMap<String, Long> sizes;

  private PackFiles(Path root, SortedMap<String, Long> sizes) {
    this.root = root;
    this.sizes = sizes;
  }

  static PackFiles in(Path root) throws IOException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    Files.walkFileTree(root, Set.of(), DEPTH, new Lister(root, sizes));
    return new PackFiles(root, sizes);
  }

  /**
   * Name of the directory; in the download cache of Hugging Face, where directories are named by
   * their content ({@code models--owner--name/snapshots/<commit>}), that of the model.
   */
  String name() {
    Matcher cached = CACHED.matcher(root.toString().replace('\\', '/'));
    return cached.find() ? cached.group(1) : Objects.toString(root.getFileName(), "pack");
  }

  boolean has(String path) {
    return sizes.containsKey(path);
  }

  /** Files whose paths begin so: those of a folder, or a model and the weights next to it. */
  List<String> startingWith(String prefix) {
    return sizes.tailMap(prefix).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .toList();
  }

  /** A file whose digest nobody knows in advance. */
  Entry entry(String path) {
    return new Entry(path, "", Objects.requireNonNull(sizes.get(path), path));
  }

  /** A small text, if it is there. */
  Optional<String> text(String path) {
    Long size = sizes.get(path);
    if (size == null) {
      return Optional.empty();
    }
    if (size > LARGEST_TEXT) {
      throw refused(path + " has " + size + " bytes, expected at most " + LARGEST_TEXT);
    }
    try {
      return Optional.of(
          new String(Files.readAllBytes(root.resolve(path)), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ModelException(Reason.NOT_LOADED, path + " in " + root + " cannot be read", e);
    }
  }

  /** A JSON file, if it is there. */
  Optional<JsonNode> json(String path) {
    return text(path)
        .map(
            text -> {
              try {
                return JSON.readTree(text);
              } catch (JsonProcessingException e) {
                throw refused(path + " is not JSON: " + e.getOriginalMessage());
              }
            });
  }

  /** Something is wrong with what lies there. */
  ModelException refused(String problem) {
    return new ModelException(Reason.NOT_LOADED, "model pack in " + root + ": " + problem);
  }

  private static final class Lister extends SimpleFileVisitor<Path> {
    private final Path root;
    private final SortedMap<String, Long> sizes;

    Lister(Path root, SortedMap<String, Long> sizes) {
      this.root = root;
      this.sizes = sizes;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return hidden(folder) && !folder.equals(root)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      // A link counts as the file that it leads to: download caches are made of links.
      if (!hidden(file) && Files.isRegularFile(file)) {
        if (sizes.size() == MOST_FILES) {
          throw new IOException("more than " + MOST_FILES + " files: this is no model pack");
        }
        sizes.put(root.relativize(file).toString().replace('\\', '/'), Files.size(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    private static boolean hidden(Path path) {
      return Objects.toString(path.getFileName(), "").startsWith(".");
    }
  }
}
