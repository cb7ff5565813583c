/**
 * Likeness on one machine: a real broker in this JVM, the real schema registry as a child process,
 * blobs in a folder, and the three services.
 *
 * <p>{@link dev.likeness.local.LocalStackMain} is what {@code ./likeness demo} and {@code
 * ./likeness dev} run. {@link dev.likeness.local.LocalStack} starts and stops everything; {@link
 * dev.likeness.local.Demo} is a customer that sends one photo, and {@link
 * dev.likeness.local.WebhookReceiver} is that customer's web server.
 */
@NullMarked
package dev.likeness.local;

import org.jspecify.annotations.NullMarked;
