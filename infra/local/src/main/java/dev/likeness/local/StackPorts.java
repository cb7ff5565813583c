package dev.likeness.local;

import dev.likeness.local.kafka.FreePorts;
import java.util.List;

/**
 * Loopback ports of the local stack: those of the services' own configuration, or others where
 * those are taken.
 *
 * @param http the public edge: ingest
 */
record StackPorts(
    int http,
    int ingestAdmin,
    int ingestInternal,
    int callback,
    int callbackAdmin,
    int workerAdmin,
    int broker,
    int controller,
    int registry) {

  /** Ports that are free now. */
  static StackPorts choose() {
    FreePorts free =
        FreePorts.preferring(List.of(8080, 8180, 8280, 8083, 8183, 8182, 9092, 9093, 8081));
    return new StackPorts(
        free.get(0),
        free.get(1),
        free.get(2),
        free.get(3),
        free.get(4),
        free.get(5),
        free.get(6),
        free.get(7),
        free.get(8));
  }
}
