/**
 * Callback service: knows what became of every job, and tells.
 *
 * <ul>
 *   <li>Core: {@code lifecycle} (what is known of a job), {@code query} (finding it), {@code
 *       credit} (what an account has and used), {@code webhook} (signatures, secrets, retry
 *       decisions). No Kafka, HTTP or clock of their own.
 *   <li>Edges: {@code streams} (the two Kafka Streams applications and the store query), {@code
 *       delivery} (the calls), {@code peers} (other instances), {@code secrets} (which webhook
 *       secrets are in force), {@code http}, {@code metrics}.
 *   <li>{@link dev.likeness.callback.CallbackApplication} wires them. Its roles {@code view} and
 *       {@code delivery} can be deployed apart.
 * </ul>
 */
@NullMarked
package dev.likeness.callback;

import org.jspecify.annotations.NullMarked;
