package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(E2eExtension.class)
class HostileInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aCorruptImageFailsWithAReasonAndARefund(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      Customer.Answer accepted = customer.enhance(Customer.asyncRequest(Photos.corruptPng()));

      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      JsonNode job = customer.awaitEnd(accepted.text("/job_id"), LIMIT);
      assertThat(job.at("/status").asText()).isEqualTo("FAILED");
      assertThat(job.at("/error/code").asText()).isEqualTo("INVALID_IMAGE");
      assertThat(job.at("/attempts"))
          .as("a picture does not get better by trying again")
          .hasSize(1);
      var topics = new TopicReader(cluster);
      assertThat(topics.entries(accepted.text("/job_id"), LedgerEntryKind.REFUND)).isEqualTo(1);
      assertThat(topics.entries(accepted.text("/job_id"), LedgerEntryKind.SETTLE)).isZero();
    }
  }

  @Test
  void anImageBombIsRefusedFromItsHeader(Cluster cluster) throws Exception {
    byte[] bomb = Photos.bomb();
    assertThat(bomb.length).isLessThan(400_000);
    try (var customer = new Customer(cluster)) {
      Customer.Answer refused = customer.enhance(Customer.asyncRequest(bomb));

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("/code")).isEqualTo("IMAGE_TOO_LARGE");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.0.0.1/photo.jpg",
        "https://127.0.0.1/photo.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/photo.jpg",
        "https://2130706433/photo.jpg",
        "https://localhost/photo.jpg",
        "https://[::ffff:10.0.0.1]/photo.jpg"
      })
  void aUrlIntoAPrivateAddressIsRefused(String url, Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      var request = new LinkedHashMap<String, Object>();
      request.put("image", url);
      request.put("async", true);
      request.put("response_mode", "urls");

      Customer.Answer refused = customer.enhance(request);

      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(400);
      assertThat(refused.text("/code")).isEqualTo("ADDRESS_NOT_ALLOWED");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/missing, IMAGE_UNREACHABLE",
    "/letter, INVALID_IMAGE",
    "/inside, ADDRESS_NOT_ALLOWED"
  })
  void aPhotoThatCannotBeFetchedFailsItsJobWithARefund(String path, String code, Cluster cluster)
      throws Exception {
    HttpServer images = imageServer();
    try (var customer = new Customer(cluster)) {
      var request = new LinkedHashMap<String, Object>();
      request.put(
          "image", "http://" + Cluster.IMAGE_SERVER + ":" + images.getAddress().getPort() + path);

      Customer.Answer refused = customer.enhance(request);

      assertThat(refused.status()).as("%s", refused.body()).isEqualTo(400);
      assertThat(refused.text("/code")).isEqualTo(code);
      request.put("async", true);
      request.put("response_mode", "urls");

      Customer.Answer accepted = customer.enhance(request);

      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      JsonNode job = customer.awaitEnd(accepted.text("/job_id"), LIMIT);
      assertThat(job.at("/status").asText()).isEqualTo("FAILED");
      assertThat(job.at("/error/code").asText()).isEqualTo(code);
      var topics = new TopicReader(cluster);
      assertThat(topics.entries(accepted.text("/job_id"), LedgerEntryKind.REFUND)).isEqualTo(1);
      assertThat(topics.entries(accepted.text("/job_id"), LedgerEntryKind.SETTLE)).isZero();
    } finally {
      images.stop(0);
    }
  }

  /** Has no photo for anybody; every path that is not named here is missing. */
  private static HttpServer imageServer() throws IOException {
    var images = HttpServer.create(new InetSocketAddress(Cluster.IMAGE_SERVER, 0), 0);
    images.createContext(
        "/letter",
        exchange -> {
          byte[] letter = "a letter, not a photo".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, letter.length);
          exchange.getResponseBody().write(letter);
          exchange.close();
        });
    images.createContext(
        "/inside",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "https://10.0.0.1/photo.jpg");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    images.start();
    return images;
  }

  @Test
  void aWebhookArrivesWhenItsEndpointComesBack(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster);
        var receiver = new Receiver(1)) {
      Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(320, 240, 5));
      request.put("callback_url", receiver.url());

      String jobId = customer.enhance(request).text("/job_id");

      await().atMost(LIMIT).untilAsserted(() -> assertThat(receiver.of(jobId)).hasSize(1));
      assertThat(receiver.of(jobId).getFirst().isGenuine(customer.webhookSecret())).isTrue();
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                JsonNode job = customer.job(jobId, 0).body();
                assertThat(job.at("/callback/status").asText()).isEqualTo("DELIVERED");
                assertThat(job.at("/callback/attempts")).hasSize(2);
              });
    }
  }

  @Test
  void anEndpointThatNeverAnswersHoldsNobodyElseUp(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster);
        var healthy = new Receiver();
        var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, Object> toSilent = Customer.asyncRequest(Photos.jpeg(320, 240, 6));
      toSilent.put("callback_url", "http://127.0.0.1:" + silent.getLocalPort() + "/");
      String stuck = customer.enhance(toSilent).text("/job_id");
      Map<String, Object> toHealthy = Customer.asyncRequest(Photos.jpeg(320, 240, 7));
      toHealthy.put("callback_url", healthy.url());

      String other = customer.enhance(toHealthy).text("/job_id");

      await().atMost(LIMIT).untilAsserted(() -> assertThat(healthy.of(other)).hasSize(1));
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                JsonNode job = customer.job(stuck, 0).body();
                assertThat(job.at("/status").asText()).isEqualTo("SUCCEEDED");
                assertThat(job.at("/callback/status").asText()).isEqualTo("PENDING");
                assertThat(job.at("/callback/attempts/0/outcome").asText()).isEqualTo("RETRY");
              });
    }
  }

  @Test
  void whatIsNotAnImageIsRefusedAtOnce(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      var request = new LinkedHashMap<String, Object>();
      request.put(
          "image",
          Base64.getEncoder()
              .encodeToString("a letter, not a photo".getBytes(StandardCharsets.UTF_8)));

      Customer.Answer refused = customer.enhance(request);

      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("/code")).isEqualTo("INVALID_IMAGE");
      assertThat(refused.text("/request_id")).isNotEmpty();
    }
  }
}
