/**
 * The worker: takes photos and makes better ones. {@link dev.likeness.worker.WorkerApplication}
 * puts it together.
 *
 * <p>An attempt comes in through {@link dev.likeness.worker.kafka}, which holds its lease, and is
 * carried out by {@link dev.likeness.worker.work}, the core, with the class that {@link
 * dev.likeness.worker.operation} has for it. Below that nothing knows about jobs: {@link
 * dev.likeness.worker.image} turns files into pixels and back, with {@link
 * dev.likeness.worker.heif} for one format that needs native code, {@link
 * dev.likeness.worker.pipeline} changes pixels with models, {@link dev.likeness.worker.model}
 * describes models, and {@link dev.likeness.worker.onnx} runs them, {@link
 * dev.likeness.worker.batch} several attempts at a time. What is loaded stands in {@link
 * dev.likeness.worker.serving}, which can replace it while attempts go on. What the prompt of an
 * edit means is read by {@link dev.likeness.worker.instruction}; {@link
 * dev.likeness.worker.geometry} resizes, crops and turns without a model. What networks add to that
 * stands in {@link dev.likeness.worker.upscale}, {@link dev.likeness.worker.retouch} (faces) and
 * {@link dev.likeness.worker.style}. Who is in a photo is read by {@link dev.likeness.worker.face},
 * decided by {@link dev.likeness.worker.identity}, and kept by {@link dev.likeness.worker.profile}.
 * {@link dev.likeness.worker.starter} writes the built-in models while this module is built, {@link
 * dev.likeness.worker.metrics} counts, and {@link dev.likeness.worker.smoke} tries a machine.
 */
@NullMarked
package dev.likeness.worker;

import org.jspecify.annotations.NullMarked;
