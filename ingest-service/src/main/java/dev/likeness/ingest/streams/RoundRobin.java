package dev.likeness.ingest.streams;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Deals records to all partitions in turn, whatever their key. A share group gives each worker a
 * fixed part of the partitions and steals no work, so a queue for workers has to be spread evenly.
 * Thread safe: all tasks of a process take turns together.
 */
final class RoundRobin<K, V> implements StreamPartitioner<K, V> {
  private final AtomicInteger next = new AtomicInteger();

  @Override
  @SuppressWarnings("removal") // deprecated, and yet the one method that has to be there
  public Optional<Set<Integer>> partitions(String topic, K key, V value, int partitions) {
    return Optional.of(Set.of(Math.floorMod(next.getAndIncrement(), partitions)));
  }
}
