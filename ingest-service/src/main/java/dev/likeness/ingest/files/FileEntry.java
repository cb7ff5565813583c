package dev.likeness.ingest.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A place in a YAML file that knows its way from the root, so that every complaint names it.
 *
 * @param file as the operator knows it
 * @param path from the root, names with dots between
 */
record FileEntry(String file, String path, JsonNode node) {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /**
   * The root of a file.
   *
   * @param place path of a file; blank for the one that comes with the service
   * @param ownName name of that one
   */
  static FileEntry read(String place, String ownName) {
    String file = place.isBlank() ? ownName : place;
    try (InputStream in = place.isBlank() ? own(ownName) : Files.newInputStream(Path.of(place))) {
      return new FileEntry(file, "", YAML.readTree(in)).checked();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is not YAML: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e, e);
    }
  }

  private static InputStream own(String name) {
    InputStream in = FileEntry.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new IllegalStateException(name + " is missing in the service's jar");
    }
    return in;
  }

  /** This entry, which holds others. */
  private FileEntry checked() {
    if (!node.isObject()) {
      throw wrong("must hold entries, as \"name: value\"");
    }
    return this;
  }

  FileEntry entry(String name) {
    return at(name).checked();
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  /** Names of the entries in this one, in the file's order. */
  List<String> names() {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * @throws IllegalArgumentException if this entry holds one of another name, or lacks one of these
   */
  FileEntry holding(Collection<String> expected) {
    for (String name : names()) {
      if (!expected.contains(name)) {
        throw at(name).wrong("is not known; expected are: " + String.join(", ", expected));
      }
    }
    for (String name : expected) {
      at(name);
    }
    return this;
  }

  String text(String name) {
    FileEntry text = at(name);
    if (!text.node.isTextual() || text.node.textValue().isBlank()) {
      throw text.wrong("must be a text");
    }
    return text.node.textValue();
  }

  List<String> texts(String name) {
    FileEntry list = at(name);
    var texts = new ArrayList<String>();
    if (!list.node.isArray()) {
      throw list.wrong("must be a list of texts");
    }
    for (JsonNode one : list.node) {
      if (!one.isTextual() || one.textValue().isBlank()) {
        throw list.wrong("must be a list of texts; put quotes around " + one);
      }
      texts.add(one.textValue());
    }
    return texts;
  }

  /** As {@link #texts}, all of them out of {@code allowed}. */
  List<String> texts(String name, Collection<String> allowed) {
    List<String> texts = texts(name);
    if (!Set.copyOf(allowed).containsAll(texts)) {
      throw at(name).wrong("may hold only: " + String.join(", ", allowed));
    }
    return texts;
  }

  long whole(String name, long least) {
    FileEntry number = at(name);
    if (!number.node.isIntegralNumber()
        || !number.node.canConvertToLong()
        || number.node.longValue() < least) {
      throw number.wrong("must be a whole number, " + least + " or more");
    }
    return number.node.longValue();
  }

  List<FileEntry> list(String name) {
    FileEntry list = at(name);
    if (!list.node.isArray()) {
      throw list.wrong("must be a list");
    }
    var entries = new ArrayList<FileEntry>();
    for (int i = 0; i < list.node.size(); i++) {
      entries.add(new FileEntry(file, list.path + "[" + i + "]", list.node.get(i)).checked());
    }
    return entries;
  }

  IllegalArgumentException wrong(String predicate) {
    return new IllegalArgumentException(
        file + ": " + (path.isEmpty() ? "it" : path) + " " + predicate);
  }

  private FileEntry at(String name) {
    String there = path.isEmpty() ? name : path + "." + name;
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException(file + ": " + there + " is missing");
    }
    return new FileEntry(file, there, value);
  }
}
