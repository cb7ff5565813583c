@NullMarked
package dev.likeness.callback.query;

import org.jspecify.annotations.NullMarked;
