package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.likeness.contract.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not ours (JavaScript) read our topics and use our API. */
@ExtendWith(E2eExtension.class)
class ForeignClientIT {
  private static final Path SCRIPTS = Path.of("javascript").toAbsolutePath();
  private static final long LIMIT_SECONDS = 120;

  @Test
  void aJavaScriptClientReadsCommandsAndEvents(Cluster cluster) throws Exception {
    assumeTrue(isThere("node") && isThere("npm"), "skipped: it needs Node.js and npm on the PATH");
    install();
    try (var customer = new Customer(cluster)) {
      String jobId =
          customer.enhance(Customer.asyncRequest(Photos.jpeg(200, 150, 31))).text("/job_id");
      customer.awaitEnd(jobId, Duration.ofSeconds(60));
      var topics = new TopicReader(cluster);

      List<JsonNode> commands =
          read(cluster, Topics.JOB_COMMANDS.name(), topics.all(Topics.JOB_COMMANDS).size());
      List<JsonNode> events =
          read(cluster, Topics.JOB_EVENTS.name(), topics.all(Topics.JOB_EVENTS).size());

      assertThat(commands)
          .anySatisfy(
              record -> {
                assertThat(record.path("key").asText()).isEqualTo(jobId);
                assertThat(record.at("/value/account").asText()).isEqualTo(Cluster.ACCOUNT);
                assertThat(
                        record
                            .at("/value/command/dev.likeness.schema.v1.Submit/spec/operation")
                            .asText())
                    .isEqualTo("ENHANCE");
              });
      assertThat(events.stream().filter(record -> record.path("key").asText().equals(jobId)))
          .filteredOn(record -> record.at("/value/event").has("dev.likeness.schema.v1.Succeeded"))
          .hasSize(1);
    }
  }

  @Test
  void aJavaScriptClientWrittenFromTheDocumentAloneUsesTheApi(
      Cluster cluster, @TempDir Path directory) throws Exception {
    assumeTrue(isThere("node"), "skipped: it needs Node.js on the PATH");
    Path photo = Files.write(directory.resolve("photo.jpg"), Photos.jpeg(200, 150, 32));

    String seen =
        run(
            Map.of("PHOTA_API_KEY", cluster.apiKey()),
            List.of(
                "node",
                "use-phota.mjs",
                cluster.url().resolve("/v1/phota").toString(),
                photo.toString(),
                Cluster.IMAGE_SERVER));

    assertThat(new ObjectMapper().readTree(seen).fieldNames())
        .toIterable()
        .containsExactly(
            "synchronous", "asynchronous", "webhook", "replay", "errors", "profile", "models");
  }

  private static void install() throws IOException, InterruptedException {
    run(
        Map.of(),
        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
  }

  private static List<JsonNode> read(Cluster cluster, String topic, int count)
      throws IOException, InterruptedException {
    String lines =
        run(
            Map.of(),
            List.of(
                "node",
                "read-topic.mjs",
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                topic,
                Integer.toString(count)));
    var json = new ObjectMapper();
    var records = new ArrayList<JsonNode>();
    for (String line : lines.lines().toList()) {
      records.add(json.readTree(line));
    }
    return records;
  }

  private static String run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("foreign-client", ".out");
    var builder =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.waitFor()).as("%s: %s", command, text).isZero();
    return text;
  }

  private static boolean isThere(String program) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("which", program).redirectErrorStream(true).start();
    return process.waitFor() == 0;
  }
}
