/**
 * {@code worker smoke}: whether a machine does what the worker needs, before it gets real work.
 *
 * <p>{@link dev.likeness.worker.smoke.SmokeCommand} reads the arguments, {@code SmokeRun} does the
 * two parts and fills a {@code SmokeReport}. First, {@code RecordingRuntime} keeps what goes into
 * and comes out of every model while the worker's own operations run on the CPU, and {@code
 * ModelComparison} runs the same on the device that was asked for. Then {@code QueueRun} keeps the
 * slots at work for some seconds, the way attempts are carried out, while {@code MachineUse} looks
 * at the memory. {@code SmokeJobs} makes up photos and attempts.
 */
@NullMarked
package dev.likeness.worker.smoke;

import org.jspecify.annotations.NullMarked;
