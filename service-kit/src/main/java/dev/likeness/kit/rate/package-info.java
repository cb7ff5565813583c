/** How often each API key may call: token buckets, in the memory of one instance. */
@NullMarked
package dev.likeness.kit.rate;

import org.jspecify.annotations.NullMarked;
