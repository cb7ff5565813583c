@NullMarked
package dev.likeness.callback.streams;

import org.jspecify.annotations.NullMarked;
