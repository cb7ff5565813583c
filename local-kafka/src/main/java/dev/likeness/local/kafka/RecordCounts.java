package dev.likeness.local.kafka;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records were ever written to each topic of a broker: Kafka's own topics too, and the
 * markers of transactions, which take offsets like records.
 *
 * @param byTopic end offsets, added up over the partitions
 */
public record RecordCounts(Map<String, Long> byTopic) {
  public RecordCounts {
    byTopic = Map.copyOf(byTopic);
  }

  /** Those of now. */
  public static RecordCounts now(Admin admin) throws ExecutionException, InterruptedException {
    var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    List<TopicPartition> partitions =
        admin.describeTopics(names).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .toList();
    var ends = new HashMap<String, Long>();
    admin
        .listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest())))
        .all()
        .get()
        .forEach((partition, end) -> ends.merge(partition.topic(), end.offset(), Long::sum));
    return new RecordCounts(ends);
  }

  /** What was written since {@code before}. */
  public RecordCounts since(RecordCounts before) {
    var written = new HashMap<String, Long>();
    byTopic.forEach((topic, end) -> written.put(topic, end - before.of(topic)));
    return new RecordCounts(written);
  }

  /** Of one topic; 0 if it is not there. */
  public long of(String topic) {
    return byTopic.getOrDefault(topic, 0L);
  }

  public long total() {
    return byTopic.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Topics that were written to, the most records first. */
  public List<String> topics() {
    var topics = new ArrayList<>(byTopic.keySet());
    topics.removeIf(topic -> of(topic) == 0);
    Collections.sort(topics);
    topics.sort((one, other) -> Long.compare(of(other), of(one)));
    return topics;
  }

  /** A table in Markdown. */
  public String perJob(int jobs) {
    return Stream.concat(
            Stream.of(
                "| records per job | topic |",
                "|---|---|",
                row((double) total() / jobs, "all of them")),
            topics().stream().map(topic -> row((double) of(topic) / jobs, "`" + topic + "`")))
        .collect(Collectors.joining("\n"));
  }

  private static String row(double perJob, String topics) {
    return String.format(Locale.ROOT, "| %.2f | %s |", perJob, topics);
  }
}
