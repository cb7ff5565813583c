package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.worker.testing.MarkedFaces;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A person is learned from photos, known again in others, and forgotten without a trace. */
@ExtendWith(E2eExtension.class)
class ProfileIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long ANNA = 1;
  private static final long STRANGER = 30;

  @Test
  void aPersonIsLearnedKnownAgainAndForgotten(Cluster cluster) throws Exception {
    HttpServer photos = photoServer();
    try (var customer = new Customer(cluster)) {
      String id = train(customer, photos);
      String profile = "/v1/phota/profiles/" + id;

      assertThat(states(customer, profile)).endsWith("READY");
      assertThat(filesOf(cluster, id)).isNotEmpty();
      assertThat(
              ImageIO.read(new ByteArrayInputStream(customer.file(profile + "/profile_picture"))))
          .as("the profile's picture")
          .isNotNull();

      JsonNode group = edited(customer, id, photo(0, STRANGER, ANNA));
      assertThat(group.at("/result/known_subjects/counts/" + id).asInt()).isEqualTo(1);
      assertThat(group.at("/identity/0/kind").asText()).isEqualTo("person");
      assertThat(group.at("/identity/0/recognised").asBoolean()).isTrue();
      assertThat(group.at("/identity/0/retention").asDouble()).isGreaterThan(.9);

      JsonNode stranger = edited(customer, id, photo(0, STRANGER));
      assertThat(stranger.at("/result/known_subjects/counts")).isEmpty();
      assertThat(stranger.at("/identity/0/recognised").asBoolean()).isFalse();
      assertThat(stranger.at("/cost/charged_micros").asLong())
          .as("only an image with identity costs its price")
          .isLessThan(group.at("/cost/charged_micros").asLong());

      assertThat(customer.delete(profile).status()).isEqualTo(200);
      await().atMost(LIMIT).until(() -> filesOf(cluster, id).isEmpty());
      assertThat(customer.get(profile + "/status").status()).isEqualTo(404);
      assertThat(customer.get(profile + "/profile_picture").status()).isEqualTo(404);
    } finally {
      photos.stop(0);
    }
  }

  private static String train(Customer customer, HttpServer photos) throws Exception {
    String base = "http://" + Cluster.IMAGE_SERVER + ":" + photos.getAddress().getPort() + "/";
    Customer.Answer added =
        customer.post(
            "/v1/phota/profiles/add",
            Map.of(
                "training_tier",
                "fast",
                "image_urls",
                IntStream.range(0, 5).mapToObj(i -> base + i).toList()));
    assertThat(added.status()).as("%s", added.body()).isEqualTo(200);
    return added.text("/profile_id");
  }

  /** All that the profile goes through from now on, to its end. */
  private static Set<String> states(Customer customer, String profile) {
    Set<String> states = new LinkedHashSet<>();
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              states.add(customer.get(profile + "/status").text("/status"));
              return states.contains("READY") || states.contains("ERROR");
            });
    assertThat(states).isSubsetOf("VALIDATING", "QUEUING", "IN_PROGRESS", "READY");
    return states;
  }

  private static JsonNode edited(Customer customer, String profile, byte[] photo)
      throws IOException, InterruptedException {
    Map<String, Object> request = Customer.asyncRequest(photo);
    request.put("images", List.of(request.remove("image")));
    request.put("prompt", "Straighten [[" + profile + "]] by 1 degree");
    Customer.Answer accepted = customer.post("/v1/phota/edit", request);
    assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
    JsonNode job = customer.awaitEnd(accepted.text("/job_id"), LIMIT);
    assertThat(job.at("/status").asText()).as("%s", job).isEqualTo("SUCCEEDED");
    return job;
  }

  /** Whatever has the profile's id in its path. */
  private static List<Path> filesOf(Cluster cluster, String id) throws IOException {
    try (Stream<Path> all = Files.walk(cluster.blobs())) {
      return all.filter(Files::isRegularFile)
          .filter(path -> cluster.blobs().relativize(path).toString().contains(id))
          .toList();
    }
  }

  private static HttpServer photoServer() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(Cluster.IMAGE_SERVER, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int shot = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
          byte[] photo = photo(shot, ANNA, 40 + shot);
          exchange.sendResponseHeaders(200, photo.length);
          exchange.getResponseBody().write(photo);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** People beside each other. */
  private static byte[] photo(int shot, long... people) throws IOException {
    BufferedImage image = MarkedFaces.empty(1280, 960);
    for (int i = 0; i < people.length; i++) {
      MarkedFaces.draw(image, people[i], shot, 300 + 600 * i, 400, 180, 3 * shot);
    }
    var file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }
}
