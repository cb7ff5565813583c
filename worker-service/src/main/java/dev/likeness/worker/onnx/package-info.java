/**
 * ONNX Runtime behind the ports of {@link dev.likeness.worker.model}; the only package that may
 * import it.
 *
 * <p>An {@link dev.likeness.worker.onnx.OnnxDevice} owns one platform thread, and every session is
 * created, run and closed on it: with CUDA, runs that hop between threads leak memory
 * (microsoft/onnxruntime#29351), and one run at a time already uses the whole device. {@code
 * DeviceThread} is that thread with its bounded queue; {@code OnnxModel} is one session, set up by
 * {@code SessionSettings}. {@code RunWatch} stops runs that last too long, and says when one hangs.
 */
@NullMarked
package dev.likeness.worker.onnx;

import org.jspecify.annotations.NullMarked;
