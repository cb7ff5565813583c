package dev.likeness.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A baseline of {@link PipelineBench}: the least that does jobs with Kafka. A request is answered
 * when its job is stored by all replicas; a share group hands it out; that it is done, and that it
 * was told, are two records of a topic of states. It knows no accounts, no order, no retry of work,
 * and forgets at its end which webhooks are to be tried again. A program of its own.
 */
public final class BareKafka implements AutoCloseable {
  private static final String JOBS = "jobs";
  private static final String STATES = "states";
  private static final String GROUP = "workers";
  private static final int PARTITIONS = 3;
  private static final int ATTEMPTS = 8;
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration WEBHOOK_LIMIT = Duration.ofSeconds(10);
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecretKeySpec SECRET =
      new SecretKeySpec("of a benchmark".getBytes(StandardCharsets.UTF_8), ALGORITHM);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Producer<String, byte[]> producer;
  private final KafkaShareConsumer<String, byte[]> consumer;

  private BareKafka(String bootstrapServers) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      prepare(admin);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0),
            new StringSerializer(),
            new ByteArraySerializer());
    consumer =
        new KafkaShareConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "group.id", GROUP),
            new StringDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * Runs until it is told to stop.
   *
   * @param arguments bootstrap servers, and the port to listen on
   */
  public static void main(String[] arguments) throws Exception {
    try (var jobs = new BareKafka(arguments[0])) {
      var server =
          HttpServer.create(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
              1_000);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/jobs", jobs::accept);
      server.start();
      jobs.work();
    }
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
    client.close();
  }

  private static void prepare(Admin admin) throws ExecutionException, InterruptedException {
    admin
        .createTopics(
            List.of(
                new NewTopic(JOBS, PARTITIONS, (short) 1),
                new NewTopic(STATES, PARTITIONS, (short) 1)))
        .all()
        .get();
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, GROUP),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("share.auto.offset.reset", "earliest"),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  private void accept(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = json.readTree(exchange.getRequestBody());
      String jobId = UUID.randomUUID().toString();
      byte[] job =
          json.writeValueAsBytes(
              Map.of("job_id", jobId, "callback_url", request.path("callback_url").asText()));
      var _ = producer.send(new ProducerRecord<>(JOBS, jobId, job)).get();
      byte[] answer = json.writeValueAsBytes(Map.of("job_id", jobId, "status", "QUEUED"));
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(202, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      exchange.sendResponseHeaders(503, -1);
    }
  }

  /** A batch is accepted by the next poll, when its states are stored. */
  private void work() throws IOException {
    consumer.subscribe(List.of(JOBS));
    while (true) {
      var batch = consumer.poll(Duration.ofSeconds(1));
      for (ConsumerRecord<String, byte[]> job : batch) {
        state(job.key(), "SUCCEEDED");
      }
      producer.flush();
      for (ConsumerRecord<String, byte[]> job : batch) {
        String url = json.readTree(job.value()).path("callback_url").asText();
        byte[] body = json.writeValueAsBytes(Map.of("job_id", job.key(), "status", "SUCCEEDED"));
        tell(job.key(), URI.create(url), body, 1);
      }
    }
  }

  private void tell(String jobId, URI url, byte[] body, int attempt) {
    var request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("X-Signature", "sha256=" + HexFormat.of().formatHex(signature(body)))
            .timeout(WEBHOOK_LIMIT)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    var _ =
        client
            .sendAsync(request, BodyHandlers.discarding())
            .handle(
                (answer, _) -> {
                  if (answer != null && answer.statusCode() / 100 == 2) {
                    state(jobId, "DELIVERED");
                  } else if (attempt < ATTEMPTS) {
                    CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> tell(jobId, url, body, attempt + 1));
                  }
                  return jobId;
                });
  }

  private void state(String jobId, String status) {
    var _ =
        producer.send(new ProducerRecord<>(STATES, jobId, status.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] signature(byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(SECRET);
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
