@NullMarked
package dev.likeness.callback.secrets;

import org.jspecify.annotations.NullMarked;
