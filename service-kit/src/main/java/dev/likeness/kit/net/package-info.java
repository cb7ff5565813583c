/** Calls to addresses that customers give us, without becoming their way into our network. */
@NullMarked
package dev.likeness.kit.net;

import org.jspecify.annotations.NullMarked;
