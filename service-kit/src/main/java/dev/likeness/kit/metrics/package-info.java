/** Metrics export. */
@NullMarked
package dev.likeness.kit.metrics;

import org.jspecify.annotations.NullMarked;
