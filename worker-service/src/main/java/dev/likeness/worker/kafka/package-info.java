/**
 * The worker's side of Kafka: attempts are leased from the pool's share group (KIP-932), events are
 * published. The only package of the worker that knows Kafka clients.
 *
 * <p>{@link dev.likeness.worker.kafka.LeasedWork} starts a {@code LeaseLoop} for each slot. The
 * loop polls a record, keeps its {@code Lease}, hands the attempt to {@link
 * dev.likeness.worker.work.AttemptRunner} as a {@code RunningAttempt}, reports with {@code
 * WorkerEvents}, and accepts. {@code JobControl} hears which attempts are cancelled and tells
 * {@code AttemptsInHand}, which stops them; {@link dev.likeness.worker.kafka.WorkerPresence} tells
 * the others what this worker serves. Its rules (renewal by {@code RENEW}, {@code commitSync},
 * {@code poll(ZERO)}; report before accept; never release to retry) were found by measuring, see
 * infra/adr/0002.
 */
@NullMarked
package dev.likeness.worker.kafka;

import org.jspecify.annotations.NullMarked;
