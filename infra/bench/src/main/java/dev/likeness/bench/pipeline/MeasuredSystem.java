package dev.likeness.bench.pipeline;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Programs that together accept a job by HTTP, do it, and tell it with a signed webhook. Owns its
 * processes.
 */
interface MeasuredSystem extends AutoCloseable {
  String name();

  /** A request for a job whose webhook goes to {@code webhookUrl}; answered 202 if accepted. */
  HttpRequest request(String webhookUrl);

  /** Ids of its processes, by what they are. */
  SequencedMap<String, Long> pids();

  /** Of its Kafka, if it has one. */
  Optional<String> bootstrapServers();

  @Override
  void close() throws IOException;
}
