@NullMarked
package dev.likeness.kit;

import org.jspecify.annotations.NullMarked;
