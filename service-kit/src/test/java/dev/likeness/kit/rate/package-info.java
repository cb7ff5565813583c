@NullMarked
package dev.likeness.kit.rate;

import org.jspecify.annotations.NullMarked;
