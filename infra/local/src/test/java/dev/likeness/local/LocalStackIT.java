package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real thing, as people start it. */
@Timeout(240)
class LocalStackIT {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** An APP1 segment that says: orientation 6, turn it clockwise to see it upright (Exif 2.3). */
  private static final byte[] TURNED =
      HexFormat.of()
          .parseHex(
              "ffe10022457869660000"
                  + "4d4d002a00000008"
                  + "00010112000300000001000600000000"
                  + "0000");

  @TempDir private Path directory;

  @Test
  void demoShowsTheWholeRoadOfAPhotoOnOtherPortsAndLeavesNothingBehind() throws Exception {
    Path _ = Files.write(directory.resolve("holiday.jpg"), lyingPhoto());

    try (var taken = TakenPorts.take(8080, 8081, 8083, 8180, 8182, 9092, 9093);
        var demo = LocalStackProcess.start(directory, "demo", "holiday.jpg")) {
      List<ProcessHandle> children = childrenOf(demo);
      try (var takenAfterTheChoice = TakenPorts.take(8183)) {
        assertThat(demo.exitCode()).as(demo.output()).isZero();
        assertThat(taken.ports()).doesNotContainAnyElementsOf(takenAfterTheChoice.ports());
      }

      assertThat(demo.output())
          .contains("submitting holiday.jpg", "signature verified", "succeeded")
          .contains("webhook delivered", "cost: $", beforeAndAfter().toString())
          .doesNotContain("Exception", "\tat ");
      BufferedImage picture = ImageIO.read(beforeAndAfter().toFile());
      assertThat(picture.getWidth()).as("two upright halves").isEqualTo(2 * 480 + 12);
      nothingIsLeftOf(demo, children);
    }
  }

  /** Both want the usual ports. Each tells how to reach it, and why it ended. */
  @Test
  void devRunsTwiceAtOnceAndEachSaysWhyItEnds() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (var dev = LocalStackProcess.start(directory, "dev", "--ready-file", "ready.json");
        var otherDev = LocalStackProcess.start(other, "dev", "--ready-file", "ready.json")) {
      JsonNode ready = readyFileOf(dev, directory);
      JsonNode otherReady = readyFileOf(otherDev, other);

      for (String address : List.of("base_url", "bootstrap_servers", "registry_url")) {
        assertThat(ready.path(address)).isNotEqualTo(otherReady.path(address));
      }
      canBeReached(ready);
      canBeReached(otherReady);
      assertThat(dev.output())
          .contains(ready.path("api_key").asText(), ready.path("base_url").asText());
      submitWithTheCurlLine(dev.output());

      List<ProcessHandle> otherChildren = childrenOf(otherDev);
      otherChildren.forEach(ProcessHandle::destroyForcibly);
      assertThat(otherDev.exitCode(STOP_LIMIT)).as(otherDev.output()).isEqualTo(1);
      assertThat(otherDev.output())
          .contains("likeness: the registry ended with exit code", "likeness: more is in")
          .doesNotContain("Exception", "\tat ");
      nothingIsLeftOf(otherDev, otherChildren);

      List<ProcessHandle> children = childrenOf(dev);
      int interrupted = dev.interrupt();
      assertThat(dev.exitCode(STOP_LIMIT)).as(dev.output()).isEqualTo(interrupted);
      assertThat(dev.output()).doesNotContain("Exception", "\tat ");
      assertThat(directory.resolve("ready.json"))
          .as("a script must not take it for ready")
          .doesNotExist();
      nothingIsLeftOf(dev, children);
    }
  }

  @Test
  void ctrlCDuringTheStartLeavesNothingBehindEither() throws Exception {
    try (var dev = LocalStackProcess.start(directory, "dev")) {
      List<ProcessHandle> children = childrenOf(dev);
      int interrupted = dev.interrupt();

      assertThat(dev.exitCode(STOP_LIMIT)).as(dev.output()).isEqualTo(interrupted);
      nothingIsLeftOf(dev, children);
    }
  }

  @Test
  void saysInASentenceThatThereIsNoSuchPhoto() throws Exception {
    try (var demo = LocalStackProcess.start(directory, "demo", "nothing.jpg")) {
      assertThat(demo.exitCode()).isEqualTo(2);
      assertThat(demo.output().lines())
          .containsExactly("likeness: there is no readable file nothing.jpg");
    }
  }

  @Test
  void saysInASentenceWhyItDidNotStart() throws Exception {
    try (var demo = LocalStackProcess.startWithoutRegistry(directory, "demo")) {
      assertThat(demo.exitCode()).as(demo.output()).isEqualTo(1);
      assertThat(demo.output())
          .contains("likeness: no Apicurio Registry in " + directory)
          .contains("likeness: more is in .likeness/likeness.log")
          .doesNotContain("Exception", "\tat ");
      assertThat(directory.resolve(".likeness").resolve("likeness.log"))
          .content()
          .contains("\tat ");
      assertThat(demo.data()).isEmpty();
    }
  }

  private static JsonNode readyFileOf(LocalStackProcess dev, Path directory) throws IOException {
    Path readyFile = directory.resolve("ready.json");
    await().atMost(START_LIMIT).until(() -> Files.exists(readyFile) || !dev.isAlive());
    assertThat(readyFile).as(dev.output()).exists();
    return new ObjectMapper().readTree(readyFile.toFile());
  }

  private static void canBeReached(JsonNode ready) throws Exception {
    assertThat(ready.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "base_url",
            "api_key",
            "account",
            "bootstrap_servers",
            "registry_url",
            "admin_urls",
            "data_dir");
    assertThat(Path.of(ready.path("data_dir").asText())).isDirectory();
    try (var client = HttpClient.newHttpClient()) {
      assertThat(status(client, ready.path("registry_url").asText() + "/subjects")).isEqualTo(200);
      assertThat(ready.path("admin_urls")).hasSize(3);
      for (JsonNode admin : ready.path("admin_urls")) {
        assertThat(status(client, admin.asText() + "/healthcheck"))
            .as(admin.asText())
            .isEqualTo(200);
      }
    }
  }

  private void submitWithTheCurlLine(String output) throws Exception {
    assumeThat(Path.of("/usr/bin/curl")).exists();
    String line = output.lines().filter(l -> l.startsWith("  curl ")).findFirst().orElseThrow();
    var curl =
        new ProcessBuilder("bash", "-c", line + " -w '\\n%{http_code}'")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();

    String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(answer).endsWith("\n202").contains("job_id", "poll_url");
  }

  private static List<ProcessHandle> childrenOf(LocalStackProcess stack) {
    await().atMost(START_LIMIT).until(() -> !stack.descendants().isEmpty() || !stack.isAlive());
    return stack.descendants();
  }

  private static void nothingIsLeftOf(LocalStackProcess stack, List<ProcessHandle> children)
      throws IOException {
    assertThat(children).isNotEmpty();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    assertThat(stack.data()).isEmpty();
  }

  private static int status(HttpClient client, String url) throws Exception {
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private Path beforeAndAfter() {
    return directory.resolve(".likeness").resolve("demo").resolve("before-after.jpg");
  }

  /** 300 wide and 200 high in the file, 200 wide and 300 high for people. */
  private static byte[] lyingPhoto() throws IOException {
    var plain = new ByteArrayOutputStream();
    assertThat(ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "jpg", plain))
        .isTrue();
    byte[] jpeg = plain.toByteArray();
    var turned = new ByteArrayOutputStream();
    turned.write(jpeg, 0, 2); // start of image
    turned.writeBytes(TURNED);
    turned.write(jpeg, 2, jpeg.length - 2);
    return turned.toByteArray();
  }
}
