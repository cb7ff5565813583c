package dev.likeness.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.contract.Topics;
import dev.likeness.schema.v1.JobSubmission;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Operation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A batch producer: publishes submissions and never calls HTTP to do so. */
@ExtendWith(E2eExtension.class)
class SubmissionTopicIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String TOPIC = Topics.submissions(Cluster.ACCOUNT).name();

  @Test
  void aSubmissionBecomesAJob(Cluster cluster) throws Exception {
    var images = HttpServer.create(new InetSocketAddress(Cluster.IMAGE_SERVER, 0), 0);
    byte[] photo = Photos.jpeg(320, 240, 21);
    images.createContext(
        "/photo.jpg",
        exchange -> {
          exchange.sendResponseHeaders(200, photo.length);
          exchange.getResponseBody().write(photo);
          exchange.close();
        });
    images.start();
    try (var customer = new Customer(cluster)) {
      String url =
          "http://" + Cluster.IMAGE_SERVER + ":" + images.getAddress().getPort() + "/photo.jpg";
      var submission =
          JobSubmission.newBuilder()
              .setOperation(Operation.ENHANCE)
              .setImageUrls(List.of(url))
              .build();
      byte[] value =
          new AvroSerdes(cluster.registryUrl()).serializer().serialize(TOPIC, submission);

      RecordMetadata published = publish(cluster, value);

      String jobId =
          JobId.ofSubmission(TOPIC, topicId(cluster), published.partition(), published.offset())
              .value();
      await().atMost(LIMIT).until(() -> customer.job(jobId, 0).status() == 200);
      assertThat(customer.awaitEnd(jobId, LIMIT).at("/status").asText()).isEqualTo("SUCCEEDED");
      assertThat(customer.job(jobId, 0).text("/source/offset"))
          .isEqualTo(Long.toString(published.offset()));
      assertThat(new TopicReader(cluster).entries(jobId, LedgerEntryKind.SETTLE)).isEqualTo(1);
    } finally {
      images.stop(0);
    }
  }

  @Test
  void aRecordThatCannotBeReadGoesToTheRejectedTopicWithTheReason(Cluster cluster)
      throws Exception {
    byte[] garbage = "this is not Avro".getBytes(StandardCharsets.UTF_8);

    publish(cluster, garbage);

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(rejected(cluster))
                    .anySatisfy(
                        record -> {
                          assertThat(record.value()).isEqualTo(garbage);
                          assertThat(header(record, "code")).isEqualTo("INVALID_REQUEST");
                          assertThat(header(record, "detail")).isNotEmpty();
                        }));
  }

  @Test
  void aSubmissionThatIsNotAcceptableGoesToTheRejectedTopicWithTheReason(Cluster cluster)
      throws Exception {
    var submission =
        JobSubmission.newBuilder()
            .setOperation(Operation.ENHANCE)
            .setImageUrls(List.of("https://10.0.0.1/photo.jpg"))
            .build();
    byte[] value = new AvroSerdes(cluster.registryUrl()).serializer().serialize(TOPIC, submission);

    publish(cluster, value);

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(rejected(cluster))
                    .anySatisfy(
                        record -> {
                          assertThat(record.value()).isEqualTo(value);
                          assertThat(header(record, "code")).isEqualTo("ADDRESS_NOT_ALLOWED");
                        }));
  }

  private static RecordMetadata publish(Cluster cluster, byte[] value) throws Exception {
    Map<String, Object> config =
        Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all");
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      return producer.send(new ProducerRecord<>(TOPIC, "any-key", value)).get();
    }
  }

  private static String topicId(Cluster cluster) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      return requireNonNull(admin.describeTopics(List.of(TOPIC)).topicNameValues().get(TOPIC))
          .get()
          .topicId()
          .toString();
    }
  }

  private static List<ConsumerRecord<String, byte[]>> rejected(Cluster cluster) {
    return TopicReader.read(cluster, Topics.REJECTED_SUBMISSIONS, new ByteArrayDeserializer());
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
