/**
 * The worker's side of Kafka: attempts are leased from the pool's share group (KIP-932), events are
 * published. The only package of the worker that knows Kafka clients.
 *
 * <p>{@link dev.likeness.worker.kafka.LeaseLoop} is the loop of one slot; its rules (renewal by
 * {@code RENEW}, {@code commitSync}, {@code poll(ZERO)}; report before accept; never release to
 * retry) were found by measuring, see infra/adr/0002.
 */
@NullMarked
package dev.likeness.worker.kafka;

import org.jspecify.annotations.NullMarked;
