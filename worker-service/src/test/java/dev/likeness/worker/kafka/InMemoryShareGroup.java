package dev.likeness.worker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidRecordStateException;

/**
 * A share group of one partition in memory: a record that is neither accepted nor rejected comes
 * back when the consumer that holds it is closed. Thread safe; each consumer is for one thread.
 */
final class InMemoryShareGroup {
  static final String TOPIC = "jobs-ready.test";

  /** What a consumer did with a record. */
  record Acknowledged(long offset, AcknowledgeType type) {}

  private final BlockingQueue<ConsumerRecord<String, byte[]>> waiting = new LinkedBlockingQueue<>();
  private final List<Acknowledged> acknowledged = new CopyOnWriteArrayList<>();
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private volatile boolean refusesRenewals;

  void add(long offset, byte[] value) {
    waiting.add(new ConsumerRecord<>(TOPIC, 0, offset, "key", value));
  }

  ShareConsumer<String, byte[]> join() {
    var member = new Member();
    members.add(member);
    return member;
  }

  /** Without renewals, in order. */
  List<Acknowledged> ended() {
    return acknowledged.stream().filter(a -> a.type() != AcknowledgeType.RENEW).toList();
  }

  long renewals() {
    return acknowledged.stream().filter(a -> a.type() == AcknowledgeType.RENEW).count();
  }

  int joined() {
    return members.size();
  }

  boolean allClosed() {
    return members.stream().allMatch(member -> member.closed);
  }

  void refuseRenewals(boolean refuse) {
    refusesRenewals = refuse;
  }

  private final class Member extends MockShareConsumer<String, byte[]> {
    private final Map<Long, ConsumerRecord<String, byte[]>> held = new LinkedHashMap<>();
    private final List<Acknowledged> uncommitted = new ArrayList<>();
    private final List<ConsumerRecord<String, byte[]>> renewed = new ArrayList<>();
    private volatile boolean closed;

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration limit) {
      List<ConsumerRecord<String, byte[]>> polled = List.copyOf(renewed);
      renewed.clear();
      if (polled.isEmpty()) {
        if (!held.isEmpty()) {
          throw new IllegalStateException("a record is not acknowledged");
        }
        polled = acquire(limit).map(List::of).orElse(List.of());
      }
      return polled.isEmpty()
          ? ConsumerRecords.empty()
          : new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), polled), Map.of());
    }

    private Optional<ConsumerRecord<String, byte[]>> acquire(Duration limit) {
      try {
        var record = waiting.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
        if (record != null) {
          held.put(record.offset(), record);
        }
        return Optional.ofNullable(record);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }

    @Override
    public synchronized void acknowledge(
        ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
      if (!held.containsKey(record.offset())) {
        throw new IllegalStateException("the record is not held");
      }
      uncommitted.add(new Acknowledged(record.offset(), type));
    }

    @Override
    public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration limit) {
      Optional<KafkaException> refused = Optional.empty();
      for (Acknowledged one : uncommitted) {
        if (one.type() == AcknowledgeType.RENEW && refusesRenewals) {
          refused = Optional.of(new InvalidRecordStateException("the lock has timed out"));
        } else {
          acknowledged.add(one);
          ConsumerRecord<String, byte[]> record = held.get(one.offset());
          if (one.type() == AcknowledgeType.RENEW) {
            renewed.add(record);
          } else {
            held.remove(one.offset());
          }
        }
      }
      uncommitted.clear();
      return Map.of(new TopicIdPartition(Uuid.ONE_UUID, 0, TOPIC), refused);
    }

    @Override
    public synchronized void close(Duration limit) {
      waiting.addAll(held.values());
      held.clear();
      closed = true;
    }
  }
}
