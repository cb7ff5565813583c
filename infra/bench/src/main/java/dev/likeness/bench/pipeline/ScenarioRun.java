package dev.likeness.bench.pipeline;

import dev.likeness.local.kafka.RecordCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/** Puts load on a system and measures what comes of it. */
record ScenarioRun(LoadGenerator generator, WebhookEndpoints endpoints) {

  /** What is committed follows the last webhook. */
  private static final long SETTLE_NANOS = Duration.ofSeconds(2).toNanos();

  Measurement run(MeasuredSystem system, Scenario scenario)
      throws IOException, InterruptedException, ExecutionException {
    endpoints.begin(scenario.trouble());
    Optional<RecordCounts> recordsBefore = records(system);
    ProcessorTimes cpuBefore = ProcessorTimes.now(system.pids());
    long begin = System.nanoTime();
    List<Submitted> submitted =
        generator.run(scenario, number -> system.request(endpoints.url(number)));
    Set<String> lost =
        endpoints.await(
            submitted.stream()
                .filter(Submitted::accepted)
                .filter(job -> !endpoints.silent(job.number()))
                .map(Submitted::jobId)
                .collect(Collectors.toSet()));
    ProcessorTimes cpu = ProcessorTimes.now(system.pids()).since(cpuBefore);
    if (recordsBefore.isPresent()) {
      LockSupport.parkNanos(SETTLE_NANOS);
    }
    var records = records(system);
    return new Measurement(
        system.name(),
        scenario,
        cpu,
        perSecond(submitted, begin),
        Percentiles.ofNanos(
            submitted.stream().mapToLong(job -> job.answeredAt() - job.meantAt()).toArray()),
        Percentiles.ofNanos(endToEnd(submitted)),
        recordsBefore.flatMap(before -> records.map(after -> after.since(before))),
        submitted.stream().filter(job -> !job.accepted()).count(),
        lost.size(),
        arrivals(submitted).stream().mapToLong(arrival -> arrival.times() - 1L).sum());
  }

  /** Until the last webhook; without those that came late because an endpoint refused them. */
  private double perSecond(List<Submitted> submitted, long begin) {
    long last =
        submitted.stream()
            .filter(job -> !endpoints.refused(job.jobId()))
            .flatMap(job -> endpoints.of(job.jobId()).stream())
            .mapToLong(WebhookEndpoints.Arrival::at)
            .max()
            .orElse(begin);
    return last == begin ? 0 : arrivals(submitted).size() * 1e9 / (last - begin);
  }

  private long[] endToEnd(List<Submitted> submitted) {
    return submitted.stream()
        .filter(job -> !endpoints.refused(job.jobId()))
        .flatMap(job -> endpoints.of(job.jobId()).map(a -> a.at() - job.meantAt()).stream())
        .mapToLong(Long::longValue)
        .toArray();
  }

  private List<WebhookEndpoints.Arrival> arrivals(List<Submitted> submitted) {
    return submitted.stream().flatMap(job -> endpoints.of(job.jobId()).stream()).toList();
  }

  private static Optional<RecordCounts> records(MeasuredSystem system)
      throws ExecutionException, InterruptedException {
    if (system.bootstrapServers().isEmpty()) {
      return Optional.empty();
    }
    try (var admin = Admin.create(Map.of("bootstrap.servers", system.bootstrapServers().get()))) {
      return Optional.of(RecordCounts.now(admin));
    }
  }
}
