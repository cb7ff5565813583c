@NullMarked
package dev.likeness.callback.lifecycle;

import org.jspecify.annotations.NullMarked;
