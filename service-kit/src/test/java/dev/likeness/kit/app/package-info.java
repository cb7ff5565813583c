@NullMarked
package dev.likeness.kit.app;

import org.jspecify.annotations.NullMarked;
