package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the build's folders hold. That each service starts from its own is what all tests here do.
 */
class JarFoldersTest {
  private static final Set<String> OURS =
      Set.of(
          "schemas",
          "service-kit",
          "ingest-service",
          "worker-service",
          "callback-service",
          "local-kafka",
          "local-stack");

  /** As NOTICE has them: names with commas between, and the group in parentheses behind. */
  private static final Pattern NAMED =
      Pattern.compile("^ *([\\w.-]+(?:,\\s+[\\w.-]+)*)\\s+\\([\\w.-]+\\)", Pattern.MULTILINE);

  /** Of builds for other machines, and of the build for NVIDIA GPUs. */
  private static final Set<String> NOT_ALWAYS = Set.of("onnxruntime_gpu", "cuda");

  @Test
  void everyLibraryThatIsDistributedIsNamedInTheNotice() throws Exception {
    var distributed = new TreeSet<String>();
    for (JarFolder folder : JarFolder.values()) {
      distributed.addAll(folder.artifacts());
    }
    distributed.removeAll(OURS);

    assertThat(named())
        .as("NOTICE names each library that is distributed, with its license")
        .containsAll(distributed);
  }

  @Test
  void theLicenseIsThere() {
    assertThat(JarFolder.project().resolve("LICENSE"))
        .content()
        .contains("Apache License", "Version 2.0, January 2004");
  }

  @ParameterizedTest
  @CsvSource({
    "INGEST, mockito-core junit-jupiter-api kafka_2.13 kafka-server scala-library local-kafka onnxruntime ffmpeg tokenizers"
        + " worker-service callback-service",
    "CALLBACK, mockito-core junit-jupiter-api kafka_2.13 kafka-server scala-library local-kafka onnxruntime ffmpeg tokenizers"
        + " worker-service ingest-service swagger-ui re2j",
    "DISTRIBUTION, mockito-core junit-jupiter-api apacheds-core-api api-all testcontainers",
    "WORKER, mockito-core junit-jupiter-api kafka_2.13 kafka-server scala-library local-kafka kafka-streams rocksdbjni httpclient5"
        + " bucket4j_jdk17-core swagger-ui re2j ingest-service callback-service"
  })
  void aServiceHasWhatItNeedsAndNoMore(JarFolder folder, String notThere) {
    assertThat(folder.artifacts())
        .contains("schemas", "service-kit", "kafka-clients")
        .doesNotContainAnyElementsOf(List.of(notThere.split(" ")));
  }

  private static List<String> named() throws Exception {
    String notice = Files.readString(JarFolder.project().resolve("NOTICE"));
    String libraries = notice.substring(0, notice.indexOf("3. Beside the Java class path"));
    var names = new ArrayList<String>();
    var entry = NAMED.matcher(libraries);
    while (entry.find()) {
      names.addAll(Arrays.asList(entry.group(1).split(",\\s+")));
    }
    return names.stream()
        .filter(name -> !NOT_ALWAYS.contains(name))
        .distinct()
        .collect(Collectors.toList());
  }
}
