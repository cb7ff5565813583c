/**
 * Threads that have to be there as long as the service: each is a {@link
 * dev.likeness.kit.thread.SupervisedThread}, which begins again after whatever its work throws, and
 * whose health check tells.
 */
@NullMarked
package dev.likeness.kit.thread;

import org.jspecify.annotations.NullMarked;
