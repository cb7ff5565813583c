/**
 * What a job costs on its whole road, from the request to the webhook, where the work itself is
 * nothing; beside two smaller systems that keep the same contract.
 *
 * <pre>
 *   PipelineBench ---+--- MeasuredSystem   LikenessSystem, BareKafkaSystem (BareKafka), BullSystem
 *                    +--- LoadGenerator    makes the requests of a Scenario, at fixed times
 *                    +--- WebhookEndpoints take the webhooks, or do not
 *                    +--- Measurement      ProcessorTimes, RecordCounts, Percentiles
 * </pre>
 */
@NullMarked
package dev.likeness.bench.pipeline;

import org.jspecify.annotations.NullMarked;
