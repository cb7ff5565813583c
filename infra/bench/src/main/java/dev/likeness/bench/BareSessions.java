package dev.likeness.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.likeness.worker.model.ModelFile.InMemory;
import dev.likeness.worker.model.ModelPack;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The two graphs of the enhance operation, with the session options of the worker and nothing
 * around them. One thread at a time.
 */
final class BareSessions implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession analyze;
  private final OrtSession apply;

  BareSessions(int threads) throws OrtException {
    ModelPack pack = ModelPack.starter();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0"); // as the worker's sessions
    analyze = environment.createSession(graph(pack, "enhance.analyze"), options);
    apply = environment.createSession(graph(pack, "enhance.apply"), options);
  }

  /**
   * Enhances a photo.
   *
   * @param in direct, the pixels from its begin
   * @param out direct, of the same size
   */
  void run(ByteBuffer in, ByteBuffer out, int width, int height) throws OrtException {
    try (var strength = floats(1f);
        var parameters = parameters(in, strength);
        var tile = bytes(in, 1, height, width, CHANNELS);
        var result = bytes(out, 1, height, width, CHANNELS);
        var _ =
            apply.run(
                Map.of("tile", tile, "parameters", parameters, "strength", strength),
                Set.of(),
                Map.of("output", result))) {
      // The result is in the buffer.
    }
  }

  @Override
  public void close() throws OrtException {
    analyze.close();
    apply.close();
    options.close();
  }

  private static byte[] graph(ModelPack pack, String role) {
    if (!(pack.file(role).content() instanceof InMemory(byte[] bytes))) {
      throw new IllegalStateException("the starter pack is in memory");
    }
    return bytes;
  }

  private OnnxTensor parameters(ByteBuffer in, OnnxTensor strength) throws OrtException {
    long[] thumbnail = shape("thumbnail");
    long[] samples = shape("samples");
    try (var small = bytes(slice(in, thumbnail), thumbnail);
        var crops = bytes(slice(in, samples), samples);
        var result =
            analyze.run(Map.of("thumbnail", small, "samples", crops, "strength", strength))) {
      return floats(((OnnxTensor) result.get(0)).getFloatBuffer().array());
    }
  }

  private long[] shape(String input) throws OrtException {
    var declared = Objects.requireNonNull(analyze.getInputInfo().get(input));
    return ((TensorInfo) declared.getInfo()).getShape();
  }

  /** The content does not matter to the time: the begin of the photo serves. */
  private static ByteBuffer slice(ByteBuffer in, long[] shape) {
    int length = 1;
    for (long dimension : shape) {
      length *= (int) dimension;
    }
    return in.duplicate().clear().slice(0, length);
  }

  private OnnxTensor bytes(ByteBuffer buffer, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
  }

  private OnnxTensor floats(float... values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, FloatBuffer.wrap(values), new long[] {values.length});
  }
}
