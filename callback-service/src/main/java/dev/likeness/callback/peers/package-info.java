/** Asks other instances of this service over HTTP. */
@NullMarked
package dev.likeness.callback.peers;

import org.jspecify.annotations.NullMarked;
