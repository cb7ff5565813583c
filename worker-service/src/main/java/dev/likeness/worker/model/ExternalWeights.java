package dev.likeness.worker.model;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds out in which other files an ONNX file keeps its weights: ONNX Runtime opens them by itself,
 * and none may be opened whose digest was not checked. Weights in the file itself are skipped, not
 * read.
 */
final class ExternalWeights {
  private static final int DEEPEST = 100;
  private static final int EXTERNAL_DATA = 13;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final ProtobufFields fields;
  private final NavigableSet<String> locations = new TreeSet<>();

  private ExternalWeights(ProtobufFields fields) {
    this.fields = fields;
  }

  /**
   * Their names, relative to the folder of the model.
   *
   * @throws IOException if it is not an ONNX file
   */
  static NavigableSet<String> of(Path model) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(model), 1 << 16)) {
      var weights = new ExternalWeights(new ProtobufFields(in));
      weights.visit(Message.MODEL, Long.MAX_VALUE, 0);
      return weights.locations;
    }
  }

  private void visit(Message message, long end, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("the graph is nested too deeply");
    }
    while (fields.position() < end && fields.next()) {
      Optional<Message> inner = message.inner(fields.field());
      if (inner.isPresent()) {
        long length = fields.length();
        visit(inner.get(), fields.position() + length, depth + 1);
      } else if (message == Message.TENSOR && fields.field() == EXTERNAL_DATA) {
        location(fields.bytes()).ifPresent(locations::add);
      } else {
        fields.skip();
      }
    }
  }

  private static Optional<String> location(byte[] entry) throws IOException {
    var parts = new ProtobufFields(new ByteArrayInputStream(entry));
    String key = "";
    String value = "";
    while (parts.next()) {
      switch (parts.field()) {
        case KEY -> key = new String(parts.bytes(), StandardCharsets.UTF_8);
        case VALUE -> value = new String(parts.bytes(), StandardCharsets.UTF_8);
        default -> parts.skip();
      }
    }
    return key.equals("location") ? Optional.of(value) : Optional.empty();
  }

  /** Messages of onnx.proto that have tensors somewhere inside. */
  private enum Message {
    MODEL,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR;

    /** The message in one of the fields, by their numbers in onnx.proto. */
    Optional<Message> inner(int field) {
      return switch (this) {
        case MODEL ->
            switch (field) {
              case 7 -> Optional.of(GRAPH);
              case 25 -> Optional.of(FUNCTION);
              default -> Optional.empty();
            };
        case FUNCTION -> field == 7 ? Optional.of(NODE) : Optional.empty();
        case GRAPH ->
            switch (field) {
              case 1 -> Optional.of(NODE);
              case 5 -> Optional.of(TENSOR);
              case 15 -> Optional.of(SPARSE_TENSOR);
              default -> Optional.empty();
            };
        case NODE -> field == 5 ? Optional.of(ATTRIBUTE) : Optional.empty();
        case ATTRIBUTE ->
            switch (field) {
              case 5, 10 -> Optional.of(TENSOR);
              case 6, 11 -> Optional.of(GRAPH);
              case 22, 23 -> Optional.of(SPARSE_TENSOR);
              default -> Optional.empty();
            };
        case SPARSE_TENSOR -> field == 1 || field == 2 ? Optional.of(TENSOR) : Optional.empty();
        case TENSOR -> Optional.empty();
      };
    }
  }
}
