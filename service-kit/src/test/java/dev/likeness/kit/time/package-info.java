@NullMarked
package dev.likeness.kit.time;

import org.jspecify.annotations.NullMarked;
