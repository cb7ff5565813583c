/** What this service counts, as Dropwizard metrics. */
@NullMarked
package dev.likeness.callback.metrics;

import org.jspecify.annotations.NullMarked;
