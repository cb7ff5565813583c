/** The command log on Kafka. */
@NullMarked
package dev.likeness.ingest.kafka;

import org.jspecify.annotations.NullMarked;
