/** Tests of threads that begin again. */
@NullMarked
package dev.likeness.kit.thread;

import org.jspecify.annotations.NullMarked;
