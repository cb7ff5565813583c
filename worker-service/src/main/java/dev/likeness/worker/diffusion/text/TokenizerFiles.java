package dev.likeness.worker.diffusion.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A tokenizer as Hugging Face publishes it: {@code tokenizer.json}, or {@code vocab.json} and
 * {@code merges.txt}, which are those of CLIP; {@code tokenizer_config.json} and {@code
 * special_tokens_map.json} say how texts are padded.
 */
final class TokenizerFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEGIN = "<|startoftext|>";
  private static final String END = "<|endoftext|>";

  private final String where;
  private final Function<String, Optional<String>> files;
  private final ObjectNode definition;

  /**
   * @param where for messages
   * @param files text of a file by its name
   */
  TokenizerFiles(String where, Function<String, Optional<String>> files) {
    this.where = where;
    this.files = files;
    this.definition = read("tokenizer.json").orElseGet(this::clip);
  }

  /** What the library reads. */
  String definition() {
    return definition.toString();
  }

  /** The id that texts are padded with. */
  long padding() {
    String token =
        named("pad_token").orElseThrow(() -> refused("none of its files says a pad_token"));
    return id(token).orElseThrow(() -> refused("there is no token " + token + " to pad with"));
  }

  /** How long texts are, if that is a number that one can work with. */
  OptionalInt length() {
    double length = config().path("model_max_length").asDouble();
    return length >= 2 && length <= 4096 ? OptionalInt.of((int) length) : OptionalInt.empty();
  }

  /** A special token: the name itself, or an object with it. */
  private Optional<String> named(String field) {
    return Stream.of(config(), read("special_tokens_map.json").orElseGet(JSON::createObjectNode))
        .map(file -> file.path(field))
        .map(token -> token.isObject() ? token.path("content") : token)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst();
  }

  private ObjectNode config() {
    return read("tokenizer_config.json").orElseGet(JSON::createObjectNode);
  }

  private Optional<Long> id(String token) {
    for (JsonNode added : definition.path("added_tokens")) {
      if (added.path("content").asText().equals(token)) {
        return Optional.of(added.path("id").longValue());
      }
    }
    JsonNode id = definition.path("model").path("vocab").path(token);
    return id.isIntegralNumber() ? Optional.of(id.longValue()) : Optional.empty();
  }

  /** The definition that CLIP's older files stand for. */
  private ObjectNode clip() {
    ObjectNode vocabulary =
        read("vocab.json")
            .orElseThrow(() -> refused("there is no tokenizer.json and no vocab.json"));
    String merges = files.apply("merges.txt").orElseThrow(() -> refused("there is no merges.txt"));
    ObjectNode clip = template();
    ObjectNode model = (ObjectNode) clip.path("model");
    ArrayNode list = model.putArray("merges");
    // The first line says a version; an empty one is the end.
    merges
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#version"))
        .forEach(list::add);
    ArrayNode added = clip.putArray("added_tokens");
    for (String token : new String[] {BEGIN, END}) {
      JsonNode id = vocabulary.path(token);
      if (!id.isIntegralNumber()) {
        throw refused("its vocabulary has no " + token + ", so it is not CLIP's");
      }
      added
          .addObject()
          .put("id", id.longValue())
          .put("content", token)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", true)
          .put("special", true);
    }
    ObjectNode around = (ObjectNode) clip.path("post_processor");
    around.putArray("cls").add(BEGIN).add(vocabulary.path(BEGIN));
    around.putArray("sep").add(END).add(vocabulary.path(END));
    model.set("vocab", vocabulary);
    return clip;
  }

  private static ObjectNode template() {
    try (InputStream template = TokenizerFiles.class.getResourceAsStream("clip-tokenizer.json")) {
      return (ObjectNode) JSON.readTree(template);
    } catch (IOException e) {
      throw new IllegalStateException("this build has no template of CLIP's tokenizer", e);
    }
  }

  private Optional<ObjectNode> read(String name) {
    return files
        .apply(name)
        .map(
            text -> {
              try {
                return JSON.readValue(text, ObjectNode.class);
              } catch (JsonProcessingException e) {
                throw refused(name + " is not a JSON object: " + e.getOriginalMessage());
              }
            });
  }

  private ModelException refused(String problem) {
    return new ModelException(Reason.NOT_LOADED, where + ": " + problem);
  }
}
