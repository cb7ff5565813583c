/** Kafka clients with the settings that the architecture relies on, in one place. */
@NullMarked
package dev.likeness.kit.kafka;

import org.jspecify.annotations.NullMarked;
