@NullMarked
package dev.likeness.callback.delivery;

import org.jspecify.annotations.NullMarked;
