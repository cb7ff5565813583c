package dev.likeness.contract.wire;

import java.util.List;

/**
 * What the registry keeps under an id, or under a version of a subject.
 *
 * @param type {@code AVRO}, {@code JSON}, {@code PROTOBUF} or another
 * @param text of the schema, without those that it refers to
 * @param references other schemas that it uses by name
 */
record RegisteredSchema(String type, String text, List<Reference> references) {
  static final String AVRO = "AVRO";

  /** Another schema, by subject and version. */
  record Reference(String subject, int version) {}
}
