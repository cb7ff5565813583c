/**
 * The worker: takes photos and makes better ones.
 *
 * <p>Here is the tour of what does not know Kafka: {@link dev.likeness.worker.image} turns files
 * into pixels and back, {@link dev.likeness.worker.model} describes models and {@link
 * dev.likeness.worker.onnx} runs them, {@link dev.likeness.worker.pipeline} puts them together, and
 * {@link dev.likeness.worker.starter} writes the built-in models while this module is built.
 */
@NullMarked
package dev.likeness.worker;

import org.jspecify.annotations.NullMarked;
