/**
 * A process in which native code may read what strangers send, and can hurt nobody but them.
 *
 * <p>The parent describes the process with {@link dev.likeness.worker.sandbox.SandboxedJvm}: an
 * empty environment, three descriptors, and options of the JVM that keep it from writing files. The
 * child loads its libraries and classes, calls {@link dev.likeness.worker.sandbox.Sandbox#enter},
 * and reads its first byte of input only then. From there on the kernel refuses new files, sockets,
 * processes and threads, and more memory or processor time than agreed: by resource limits, and on
 * Linux by a filter of system calls too. See infra/adr/0030.
 */
@NullMarked
package dev.likeness.worker.sandbox;

import org.jspecify.annotations.NullMarked;
