@NullMarked
package dev.likeness.kit.net;

import org.jspecify.annotations.NullMarked;
