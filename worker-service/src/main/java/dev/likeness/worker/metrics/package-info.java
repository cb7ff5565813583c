/** The worker's metrics on Dropwizard Metrics; their names stand here and nowhere else. */
@NullMarked
package dev.likeness.worker.metrics;

import org.jspecify.annotations.NullMarked;
