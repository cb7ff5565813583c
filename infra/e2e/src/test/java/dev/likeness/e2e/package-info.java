/**
 * Likeness as its users have it: the packaged services as processes of their own, a real broker and
 * a real registry, and a customer who knows nothing but the HTTP API, the topics and the webhook.
 * Services and broker are killed with SIGKILL.
 *
 * <p>{@link dev.likeness.e2e.E2eExtension} starts one {@link dev.likeness.e2e.Cluster} for all
 * tests of the run. {@link dev.likeness.e2e.Customer} calls the API, {@link
 * dev.likeness.e2e.Receiver} takes webhooks, {@link dev.likeness.e2e.TopicReader} reads what stands
 * in the topics.
 */
@NullMarked
package dev.likeness.e2e;

import org.jspecify.annotations.NullMarked;
