/** Meters of the ingest service; the only place with their names. */
@NullMarked
package dev.likeness.ingest.metrics;

import org.jspecify.annotations.NullMarked;
