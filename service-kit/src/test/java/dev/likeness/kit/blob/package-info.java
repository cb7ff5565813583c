@NullMarked
package dev.likeness.kit.blob;

import org.jspecify.annotations.NullMarked;
