package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.schema.v1.LedgerEntryKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@ExtendWith(E2eExtension.class)
class HappyPathIT {
  private static final Logger LOG = LoggerFactory.getLogger(HappyPathIT.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aPhotoComesBackBetterWithASignedWebhookAndOneCharge(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster);
        var receiver = new Receiver()) {
      Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(1280, 960, 1));
      request.put("callback_url", receiver.url());

      Customer.Answer accepted = customer.enhance(request);

      assertThat(accepted.status()).as("%s", accepted.body()).isEqualTo(202);
      String jobId = accepted.text("/job_id");
      JsonNode job = customer.awaitEnd(jobId, LIMIT);
      assertThat(job.at("/status").asText()).as("%s", job).isEqualTo("SUCCEEDED");
      var image =
          ImageIO.read(
              new ByteArrayInputStream(
                  customer.download(job.at("/result/download_urls/0").asText())));
      assertThat(image.getWidth()).isEqualTo(1280);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(receiver.of(jobId)).hasSize(1));
      var webhook = receiver.of(jobId).getFirst();
      assertThat(webhook.isGenuine(customer.webhookSecret())).isTrue();
      assertThat(webhook.json().at("/status").asText()).isEqualTo("SUCCEEDED");
      var topics = new TopicReader(cluster);
      assertThat(topics.terminalEventsOf(jobId)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.RESERVE)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.SETTLE)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.REFUND)).isZero();
    }
  }

  @Test
  void aFourKPhotoKeepsTheWorkerBelowOneAndAHalfGigabytes(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      String jobId =
          customer.enhance(Customer.asyncRequest(Photos.jpeg(3840, 2160, 8))).text("/job_id");

      JsonNode job = customer.awaitEnd(jobId, LIMIT);

      assertThat(job.at("/status").asText()).as("%s", job).isEqualTo("SUCCEEDED");
      var image =
          ImageIO.read(
              new ByteArrayInputStream(
                  customer.download(job.at("/result/download_urls/0").asText())));
      assertThat(image.getWidth()).isEqualTo(3840);
      long peak = peakMegabytes(cluster.worker().pid());
      LOG.atInfo().addKeyValue("peakMegabytes", peak).log("worker after a 4K photo");
      assertThat(peak).isLessThan(1500);
    }
  }

  /** The most memory that the process ever held, as Linux counts it ({@code VmHWM}). */
  private static long peakMegabytes(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    assumeTrue(Files.isReadable(status), "skipped: only Linux tells the peak memory of a process");
    String line =
        Files.readAllLines(status).stream()
            .filter(l -> l.startsWith("VmHWM"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
  }

  @Test
  void aSynchronousCallerGetsTheImageInTheAnswer(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      var request = new LinkedHashMap<String, Object>();
      request.put("image", Base64.getEncoder().encodeToString(Photos.jpeg(640, 480, 2)));
      request.put("output_format", "png");
      request.put("num_output_images", 2);

      Customer.Answer answer = customer.enhance(request);

      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      assertThat(answer.body().path("images")).hasSize(2);
      assertThat(answer.body().path("download_urls")).isEmpty();
      byte[] png = Base64.getDecoder().decode(answer.text("/images/0"));
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getHeight()).isEqualTo(480);
    }
  }

  @Test
  void aSynchronousCallerGetsTheImageOfAPhotoByUrl(Cluster cluster) throws Exception {
    byte[] photo = Photos.jpeg(320, 240, 3);
    var images = HttpServer.create(new InetSocketAddress(Cluster.IMAGE_SERVER, 0), 0);
    images.createContext(
        "/photo.jpg",
        exchange -> {
          exchange.sendResponseHeaders(200, photo.length);
          exchange.getResponseBody().write(photo);
          exchange.close();
        });
    images.start();
    try (var customer = new Customer(cluster)) {
      var request = new LinkedHashMap<String, Object>();
      request.put(
          "image",
          "http://" + Cluster.IMAGE_SERVER + ":" + images.getAddress().getPort() + "/photo.jpg");

      Customer.Answer answer = customer.enhance(request);

      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      byte[] image = Base64.getDecoder().decode(answer.text("/images/0"));
      assertThat(ImageIO.read(new ByteArrayInputStream(image)).getHeight()).isEqualTo(240);
    } finally {
      images.stop(0);
    }
  }

  @Test
  void aHandedOutPollUrlNeverAnswersNotFound(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      for (int i = 0; i < 20; i++) {
        Customer.Answer accepted =
            customer.enhance(Customer.asyncRequest(Photos.jpeg(64, 64, 100 + i)));

        assertThat(customer.job(accepted.text("/job_id"), 0).status()).isEqualTo(200);
      }
    }
  }
}
