@NullMarked
package dev.likeness.kit.url;

import org.jspecify.annotations.NullMarked;
