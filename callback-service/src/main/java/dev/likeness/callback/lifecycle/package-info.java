/**
 * Core: what the view knows of a job. {@link dev.likeness.callback.lifecycle.JobProjection} folds
 * the commands, events and callback attempts of a job into its {@link
 * dev.likeness.schema.v1.JobSnapshot} and says, as {@link dev.likeness.callback.lifecycle.Effect}s,
 * what has to follow. Pure functions: no clock, no broker, nothing that remembers.
 *
 * <p>A snapshot says which records it was made of: {@link
 * dev.likeness.callback.lifecycle.JobRecord#isIn}. One that is read again changes nothing, and what
 * followed from it follows again.
 *
 * <p>The topics are merged without a promise of order among them. What is folded is therefore the
 * same for every order that keeps each topic's own: the command owns some fields, events own
 * others, callback attempts own a third group, and nothing depends on which came first (apart from
 * {@code sequence}, which counts changes).
 */
@NullMarked
package dev.likeness.callback.lifecycle;

import org.jspecify.annotations.NullMarked;
