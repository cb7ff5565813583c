package dev.likeness.kit.kafka;

import dev.likeness.contract.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.LogAndSkipOnInvalidTimestamp;

/**
 * Makes Kafka clients with the settings that the architecture relies on. Whoever asks for a client
 * owns and closes it. Thread safe.
 */
public final class KafkaClients {
  private static final Duration METADATA_AGE = Duration.ofMinutes(5);

  /** A request that a vanished broker does not answer is given up after so long. */
  private static final int MAX_SILENCE_OF_BROKER_MILLIS = 10_000;

  private static final int PASSED_ON_BYTES = 16 << 20;

  private final KafkaSection section;
  private final String service;
  private final AvroSerdes serdes;

  /**
   * @param service begins the client ids, so that broker logs and metrics tell who called
   */
  public KafkaClients(KafkaSection section, String service) {
    this.section = section;
    this.service = service;
    this.serdes = new AvroSerdes(section.registryUrl());
  }

  /** Serdes for every topic, over one registry client. */
  public AvroSerdes serdes() {
    return serdes;
  }

  public Admin admin() {
    return Admin.create(common("admin"));
  }

  /**
   * Tells the broker the settings of a group, before its first member joins.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker refuses a required one, or does
   *     not answer within 30 s
   */
  public void put(GroupSettings settings) throws InterruptedException {
    try (var admin = admin()) {
      settings.put(admin);
    }
  }

  /** Acknowledged by all replicas, idempotent, waiting 5 ms at most for company. */
  public Producer<String, SpecificRecord> producer(String role) {
    return new KafkaProducer<>(producerConfig(role), new StringSerializer(), serdes.serializer());
  }

  /**
   * As {@link #producer}, for transactions.
   *
   * @param transactionalId of two producers with the same one, the broker refuses the one that
   *     began earlier
   */
  public Producer<String, SpecificRecord> transactionalProducer(
      String role, String transactionalId) {
    Map<String, Object> config = producerConfig(role);
    config.put("transactional.id", transactionalId);
    return new KafkaProducer<>(config, new StringSerializer(), serdes.serializer());
  }

  /** As {@link #producer}, for records that somebody waits for: they wait for no company. */
  public Producer<String, SpecificRecord> promptProducer(String role) {
    Map<String, Object> config = producerConfig(role);
    config.put("linger.ms", 0);
    return new KafkaProducer<>(config, new StringSerializer(), serdes.serializer());
  }

  /**
   * As {@link #promptProducer}; records are kept until the broker has them, however long it is
   * away. When 32 MB wait, sending blocks and then fails.
   */
  public Producer<String, SpecificRecord> lastingProducer(String role) {
    Map<String, Object> config = producerConfig(role);
    config.put("linger.ms", 0);
    config.put("delivery.timeout.ms", Integer.MAX_VALUE);
    return new KafkaProducer<>(config, new StringSerializer(), serdes.serializer());
  }

  /** As {@link #producer}, for bytes that are passed on as they are. */
  public Producer<String, byte[]> rawProducer(String role) {
    return new KafkaProducer<>(
        producerConfig(role), new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * For records that are passed on as they came, key included: compressed, because those who wrote
   * them may have compressed them, and could not have written them otherwise.
   */
  public Producer<byte[], byte[]> passThroughProducer(String role) {
    Map<String, Object> config = producerConfig(role);
    config.put("compression.type", "gzip");
    config.put("max.request.size", PASSED_ON_BYTES);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Reads committed records of a consumer group from the begin, without automatic commits. */
  public Consumer<byte[], byte[]> rawConsumer(String group, int maxPollRecords) {
    return rawConsumer(group, maxPollRecords, METADATA_AGE);
  }

  /**
   * As {@link #rawConsumer(String, int)}.
   *
   * @param metadataAge within which a new topic that matches the subscription is found
   */
  public Consumer<byte[], byte[]> rawConsumer(
      String group, int maxPollRecords, Duration metadataAge) {
    Map<String, Object> config = common(group);
    config.put("metadata.max.age.ms", metadataAge.toMillis());
    config.put("group.id", group);
    config.put("group.protocol", "consumer"); // the broker assigns: infra/adr/0022
    config.put("request.timeout.ms", MAX_SILENCE_OF_BROKER_MILLIS);
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    config.put("max.poll.records", maxPollRecords);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads committed records without a group: the caller assigns partitions and keeps positions. */
  public Consumer<byte[], byte[]> detachedConsumer(String role, int maxPollRecords) {
    Map<String, Object> config = common(role);
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    config.put("max.poll.records", maxPollRecords);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Reads one record at a time as a member of a share group (KIP-932), acknowledging each
   * explicitly.
   */
  public ShareConsumer<String, byte[]> leaseConsumer(String group, String role) {
    Map<String, Object> config = common(role);
    config.put("group.id", group);
    config.put("share.acknowledgement.mode", "explicit");
    config.put("share.acquire.mode", "record_limit");
    config.put("max.poll.records", 1);
    return new KafkaShareConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Settings of a Streams application: those of its {@link Processing}, with the broker as the one
   * who assigns tasks (KIP-1071, infra/adr/0022). What else the group is told is in {@link
   * GroupSettings}.
   */
  Properties streams(StreamsSettings settings) {
    var config = new Properties();
    config.putAll(section.properties());
    config.put("bootstrap.servers", section.bootstrapServers());
    config.put("application.id", settings.applicationId());
    config.put("client.id", service + "-" + settings.applicationId());
    config.putAll(settings.processing().settings(section));
    config.put("group.protocol", "streams");
    config.put("state.dir", settings.stateDirectory().toString());
    config.put("application.server", settings.applicationServer());
    config.put("num.stream.threads", "1");
    config.put("rocksdb.config.setter", StateMemory.class.getName());
    config.put(StateMemory.MEGABYTES, Integer.toString(section.stateMegabytes()));
    config.put("auto.offset.reset", "earliest");
    config.put("request.timeout.ms", MAX_SILENCE_OF_BROKER_MILLIS);
    config.put("deserialization.exception.handler", SkipUnreadableRecords.class.getName());
    config.put("default.timestamp.extractor", LogAndSkipOnInvalidTimestamp.class.getName());
    config.put("replication.factor", "-1"); // the broker's default
    return config;
  }

  private Map<String, Object> producerConfig(String role) {
    Map<String, Object> config = common(role);
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("linger.ms", 5);
    config.put("max.block.ms", 20_000);
    config.put("delivery.timeout.ms", 30_000);
    config.put("request.timeout.ms", MAX_SILENCE_OF_BROKER_MILLIS);
    return config;
  }

  private Map<String, Object> common(String role) {
    var config = new HashMap<String, Object>(section.properties());
    config.put("bootstrap.servers", section.bootstrapServers());
    config.put("client.id", service + "-" + role);
    return config;
  }
}
