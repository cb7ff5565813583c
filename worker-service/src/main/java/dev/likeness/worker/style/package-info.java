/**
 * Paints photos in the style that a small network was trained for: {@link
 * dev.likeness.worker.style.StyleTransfer} binds one role {@code style.transfer.<name>} of a pack,
 * {@link dev.likeness.worker.style.Styles} are all that are loaded, by name.
 */
@NullMarked
package dev.likeness.worker.style;

import org.jspecify.annotations.NullMarked;
