/**
 * The scheduler as a Kafka Streams application; the only importer of Kafka Streams in this service.
 *
 * <pre>
 *  job-commands ----+                                    +--> job-events
 *  attempt-reports -+-> SchedulerProcessor --------------+--> jobs-ready.(pool), round robin
 *  inputs-ready ----+    store: jobs                     +--> ledger, by account
 *                        indexes: timers, backlog        +--> dead-letters
 *                                                        +--> inputs-due
 *                                                        +--> job-control
 *                                                        +--> queue-status, by partition
 * </pre>
 *
 * All sources are keyed by job id and have the same number of partitions; a task has the jobs of
 * one partition. What a record changes in the stores, what it emits and that it was read are one
 * Kafka transaction. All decisions are made in {@code dev.likeness.ingest.scheduler}.
 *
 * <p>{@link dev.likeness.ingest.streams.SchedulerQueries} reads the store {@code jobs} from other
 * threads.
 */
@NullMarked
package dev.likeness.ingest.streams;

import org.jspecify.annotations.NullMarked;
