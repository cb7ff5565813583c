package dev.likeness.local.kafka.testing;

/** A broker and a registry that run until closed, wherever they run. */
interface RunningKafka extends AutoCloseable {

  KafkaEndpoint endpoint();

  @Override
  void close();
}
