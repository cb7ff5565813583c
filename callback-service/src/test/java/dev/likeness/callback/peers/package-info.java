@NullMarked
package dev.likeness.callback.peers;

import org.jspecify.annotations.NullMarked;
