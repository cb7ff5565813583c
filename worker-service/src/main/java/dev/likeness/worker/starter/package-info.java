/**
 * Writes the starter pack: small ONNX graphs that do honest image work with no downloaded weights.
 *
 * <p>Runs while the module is built and never in the worker: {@link
 * dev.likeness.worker.starter.StarterPackGenerator} asks {@code EnhanceGraphs}, {@code AdjustGraph}
 * (edit) and {@code RemixGraphs} for their graphs, which are made of {@code ImageOperators} on top
 * of {@code GraphBuilder}. The same sources give the same bytes. This is the only package that may
 * import the ONNX protobuf classes, and no other package may import this one.
 */
@NullMarked
package dev.likeness.worker.starter;

import org.jspecify.annotations.NullMarked;
