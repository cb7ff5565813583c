package dev.likeness.kit.kafka;

import dev.likeness.local.kafka.testing.KafkaEndpoint;

/** Clients of the broker that the tests share. */
final class TestClients {
  private TestClients() {}

  static KafkaClients of(KafkaEndpoint kafka) {
    return of(kafka, kafka.registryUrl());
  }

  /** With another registry. */
  static KafkaClients of(KafkaEndpoint kafka, String registryUrl) {
    return new KafkaClients(
        new KafkaSection(kafka.bootstrapServers(), registryUrl, null), "kit-test");
  }
}
