/**
 * Makes the calls: takes due attempts from the schedule, signs and posts them on virtual threads,
 * and writes down what came of them.
 */
@NullMarked
package dev.likeness.callback.delivery;

import org.jspecify.annotations.NullMarked;
