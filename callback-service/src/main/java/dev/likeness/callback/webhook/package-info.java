/**
 * Core: telling a customer that a job ended.
 *
 * <ul>
 *   <li>{@link dev.likeness.callback.webhook.WebhookSecrets}: each account's secrets, derived, so
 *       that none is stored; {@link dev.likeness.callback.webhook.AccountSecrets}: which of them
 *       are in force, and the change to another.
 *   <li>{@link dev.likeness.callback.webhook.WebhookSignatures}: signs what we send; a receiver
 *       checks with the same class.
 *   <li>{@link dev.likeness.callback.webhook.DeliveryPolicy}: what an answer means, and when to try
 *       again.
 *   <li>{@link dev.likeness.callback.webhook.Endpoint}: a receiver, as places are shared out.
 *   <li>{@link dev.likeness.callback.webhook.DeliveryQueue} and {@link
 *       dev.likeness.callback.webhook.AttemptLog}: ports between the schedule, which lives in a
 *       Kafka Streams store, and the calls, which never run on its threads.
 * </ul>
 */
@NullMarked
package dev.likeness.callback.webhook;

import org.jspecify.annotations.NullMarked;
