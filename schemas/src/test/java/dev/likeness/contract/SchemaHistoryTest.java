package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.DeadLetter;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.InputsReady;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.ListingAnswer;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.QueueStatus;
import dev.likeness.schema.v1.RemovalDue;
import dev.likeness.schema.v1.WebhookSecretState;
import dev.likeness.schema.v1.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every version that a schema ever had stands in {@code
 * src/test/resources/history/<name>/<number>.avsc}, and all of them can read each other:
 * FULL_TRANSITIVE. Who changes a schema commits its next version there, never an old one.
 */
class SchemaHistoryTest {
  private static final Path HISTORY = Path.of("src/test/resources/history");
  private static final Path CANDIDATES = Path.of("target/history");

  static List<Schema> current() {
    return List.of(
        JobSubmission.SCHEMA$,
        JobCommand.SCHEMA$,
        JobAttempt.SCHEMA$,
        JobEvent.SCHEMA$,
        DeadLetter.SCHEMA$,
        LedgerEntry.SCHEMA$,
        CallbackDue.SCHEMA$,
        CallbackAttempt.SCHEMA$,
        JobSnapshot.SCHEMA$,
        InputsDue.SCHEMA$,
        InputsReady.SCHEMA$,
        CancelAttempt.SCHEMA$,
        WorkerStatus.SCHEMA$,
        QueueStatus.SCHEMA$,
        AccountBalance.SCHEMA$,
        AccountRecord.SCHEMA$,
        WebhookSecretState.SCHEMA$,
        Profile.SCHEMA$,
        ProfileDeletion.SCHEMA$,
        RemovalDue.SCHEMA$,
        ListingQuestion.SCHEMA$,
        ListingAnswer.SCHEMA$);
  }

  @ParameterizedTest
  @MethodSource("current")
  void theLatestVersionInTheHistoryIsTheSchemaInUse(Schema schema) throws IOException {
    List<Path> versions = versions(schema);
    String next = schema.getName() + "/" + (versions.size() + 1) + ".avsc";
    boolean recorded = !versions.isEmpty() && parse(versions.getLast()).equals(schema);
    if (!recorded) {
      Path candidate = CANDIDATES.resolve(next);
      Files.createDirectories(candidate.getParent());
      Files.writeString(candidate, SchemaFormatter.format("json/pretty", schema) + "\n");
    }

    assertThat(recorded)
        .as(
            "%s changed: commit %s as %s",
            schema.getName(), CANDIDATES.resolve(next), HISTORY.resolve(next))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("current")
  void allVersionsReadEachOther(Schema schema) throws IOException {
    for (Path one : versions(schema)) {
      for (Path other : versions(schema)) {
        var result =
            SchemaCompatibility.checkReaderWriterCompatibility(parse(one), parse(other))
                .getResult();

        assertThat(result.getCompatibility())
            .as("%s reads %s: %s", one, other, result.getIncompatibilities())
            .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      }
    }
  }

  @Test
  void theCheckFindsAFieldThatWasAddedWithoutDefault() {
    var old = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}");
    var changed =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}");

    assertThat(SchemaCompatibility.checkReaderWriterCompatibility(changed, old).getType())
        .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  private static List<Path> versions(Schema schema) throws IOException {
    Path folder = HISTORY.resolve(schema.getName());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparingInt(SchemaHistoryTest::number)).toList();
    }
  }

  private static int number(Path file) {
    return Integer.parseInt(file.getFileName().toString().replace(".avsc", ""));
  }

  private static Schema parse(Path file) throws IOException {
    return new Schema.Parser().parse(file.toFile());
  }
}
