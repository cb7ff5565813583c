package dev.likeness.kit.kafka;

import dev.likeness.local.kafka.testing.KafkaEndpoint;

/** Clients of the broker that the tests share. */
final class TestClients {
  private TestClients() {}

  static KafkaClients of(KafkaEndpoint kafka) {
    return new KafkaClients(
        new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), null), "kit-test");
  }
}
