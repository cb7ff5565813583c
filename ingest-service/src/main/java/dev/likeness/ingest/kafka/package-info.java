/** The command log on Kafka, and the creation of topics. */
@NullMarked
package dev.likeness.ingest.kafka;

import org.jspecify.annotations.NullMarked;
