package dev.likeness.kit.kafka;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * A program that is a member of a group of each kind, with the clients of the services: it copies
 * what it reads to {@link #SEEN}, with the kind in front. It runs until it is killed.
 *
 * <p>Arguments: bootstrap servers, a state directory.
 */
final class GroupMember {
  static final String TASKS = "tasks";
  static final String LEASES = "leases";
  static final String SEEN = "seen";
  static final List<String> KINDS = List.of("streams", "consumer", "share");

  private static final String REGISTRY = "mock://group-member";
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaClients kafka;

  private GroupMember(KafkaClients kafka) {
    this.kafka = kafka;
  }

  static KafkaClients clients(String bootstrapServers) {
    return new KafkaClients(new KafkaSection(bootstrapServers, REGISTRY, null), "member");
  }

  public static void main(String[] arguments) throws InterruptedException {
    var member = new GroupMember(clients(arguments[0]));
    member.start(Path.of(arguments[1]));
    Thread.currentThread().join();
  }

  private void start(Path state) throws InterruptedException {
    var settings = new StreamsSettings("streams", state, "127.0.0.1:1", 0);
    new StreamsRuntime(topology(), kafka, settings).start();
    kafka.put(GroupSettings.ofConsumers("consumer"));
    kafka.put(GroupSettings.ofShareGroup("share", Map.of("share.auto.offset.reset", "earliest")));
    Thread.ofPlatform().name("consumer").start(() -> untilKilled(this::consume));
    Thread.ofPlatform().name("share").start(() -> untilKilled(this::lease));
  }

  private static Topology topology() {
    var builder = new StreamsBuilder();
    builder.stream(TASKS, Consumed.with(Serdes.String(), Serdes.String()))
        .groupByKey()
        .count(Materialized.with(Serdes.String(), Serdes.Long()))
        .toStream()
        .map((key, count) -> KeyValue.pair("streams", key))
        .to(SEEN, Produced.with(Serdes.String(), Serdes.String()));
    return builder.build();
  }

  private void consume() {
    try (var consumer = kafka.rawConsumer("consumer", 10);
        var producer = kafka.rawProducer("consumer")) {
      consumer.subscribe(Pattern.compile(TASKS));
      while (true) {
        for (var record : consumer.poll(POLL)) {
          saw(producer, "consumer", new String(record.key(), StandardCharsets.UTF_8));
        }
        consumer.commitSync();
      }
    }
  }

  private void lease() {
    try (var consumer = kafka.leaseConsumer("share", "share");
        var producer = kafka.rawProducer("share")) {
      consumer.subscribe(List.of(LEASES));
      while (true) {
        for (var record : consumer.poll(POLL)) {
          saw(producer, "share", record.key());
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
          consumer.commitSync();
        }
      }
    }
  }

  private static void saw(Producer<String, byte[]> producer, String kind, String key) {
    var _ = producer.send(new ProducerRecord<>(SEEN, kind, key.getBytes(StandardCharsets.UTF_8)));
    producer.flush();
  }

  /** As the loops of the services: after any trouble with a new client. */
  private static void untilKilled(Runnable work) {
    while (true) {
      try {
        work.run();
      } catch (KafkaException e) {
        System.out.println("beginning again after " + e);
      }
    }
  }
}
