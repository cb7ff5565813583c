@NullMarked
package dev.likeness.callback;

import org.jspecify.annotations.NullMarked;
