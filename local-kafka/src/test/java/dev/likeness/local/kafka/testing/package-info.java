/**
 * What integration tests of every module use: {@code @ExtendWith(KafkaExtension.class)} and a
 * {@link dev.likeness.local.kafka.testing.KafkaEndpoint} parameter give a real broker and registry.
 */
@NullMarked
package dev.likeness.local.kafka.testing;

import org.jspecify.annotations.NullMarked;
