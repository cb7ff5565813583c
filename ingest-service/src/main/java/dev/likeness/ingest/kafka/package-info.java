/** What ingest writes to Kafka by itself: the command log, and the queue of released attempts. */
@NullMarked
package dev.likeness.ingest.kafka;

import org.jspecify.annotations.NullMarked;
