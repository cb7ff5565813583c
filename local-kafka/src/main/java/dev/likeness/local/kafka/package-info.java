/**
 * The real broker and the real schema registry on this machine.
 *
 * <pre>
 *   LocalKafka ----+--- LocalBroker     one KRaft node (broker + controller) inside this JVM
 *                  +--- LocalRegistry   Apicurio Registry in a child JVM (RegistryProcess)
 *   LocalBrokerProcess                  the same broker as a process of its own
 *   RecordCounts                        how many records were written to each of its topics
 * </pre>
 *
 * Nothing here imitates Kafka: the demo, {@code dev} and the integration tests run what a cluster
 * runs, with settings that make one small node start and settle quickly. Everything binds to
 * loopback unless told otherwise. Nothing here is meant for production.
 */
@NullMarked
package dev.likeness.local.kafka;

import org.jspecify.annotations.NullMarked;
