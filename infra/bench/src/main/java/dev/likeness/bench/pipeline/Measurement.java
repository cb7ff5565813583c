package dev.likeness.bench.pipeline;

import dev.likeness.local.kafka.RecordCounts;
import java.util.Optional;

/**
 * What one scenario took of one system.
 *
 * @param cpu until the last webhook had come
 * @param perSecond jobs, from the first request to the last webhook
 * @param endToEnd from the time at which a job was meant to be submitted to its webhook; without
 *     those of endpoints that refused it or are silent
 * @param records written by all of it; empty without Kafka
 * @param refused jobs that were not accepted
 * @param lost accepted jobs whose webhook never came, where the endpoint would have taken it
 * @param twice webhooks that came again after they had been taken
 */
record Measurement(
    String system,
    Scenario scenario,
    ProcessorTimes cpu,
    double perSecond,
    Percentiles submit,
    Percentiles endToEnd,
    Optional<RecordCounts> records,
    long refused,
    long lost,
    long twice) {

  double cpuPerJob() {
    return cpu.total() / scenario.jobs();
  }
}
