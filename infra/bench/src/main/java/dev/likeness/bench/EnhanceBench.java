package dev.likeness.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.operation.EnhanceOperation;
import dev.likeness.worker.operation.PhotoGate;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.StageClock;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What the worker adds to a warm 1024 x 1024 photo: the operation as the worker runs it, against a
 * bare {@code OrtSession.run} of the same graphs between the JDK's decoder and encoder. Goal: at
 * most 1.3.
 */
final class EnhanceBench implements AutoCloseable {
  private static final int SIDE = 1024;
  private static final int CHANNELS = 3;
  private static final float QUALITY = .92f;

  private final byte[] photo = photo();
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(threads));
  private final ModelPack pack = ModelPack.starter();
  private final EnhancePipeline pipeline = EnhancePipeline.load(pack, device);
  private final EnhanceOperation operation =
      new EnhanceOperation(
          new PhotoGate(
              new ImageDecoder(DecodeLimits.standard()), ImageSafety.none(), new ImageEncoder()),
          pipeline);
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
  private final OrtSession analyze;
  private final OrtSession apply;
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(SIDE * SIDE * CHANNELS).order(ByteOrder.nativeOrder());
  private final ByteBuffer out =
      ByteBuffer.allocateDirect(SIDE * SIDE * CHANNELS).order(ByteOrder.nativeOrder());

  EnhanceBench() throws OrtException {
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0"); // as the worker's sessions
    analyze = environment.createSession(pack.file("enhance.analyze").bytes(), options);
    apply = environment.createSession(pack.file("enhance.apply").bytes(), options);
  }

  PairedRuns.Result run(PairedRuns runs) throws Exception {
    return runs.compare(this::bare, this::asTheWorker);
  }

  @Override
  public void close() throws OrtException {
    analyze.close();
    apply.close();
    options.close();
    pipeline.close();
    device.close();
  }

  private void asTheWorker() {
    var spec =
        JobSpec.newBuilder()
            .setOperation(Operation.ENHANCE)
            .setOutputCount(1)
            .setOutputFormat(OutputFormat.JPG)
            .build();
    var attempt =
        JobAttempt.newBuilder()
            .setJobId("bench")
            .setAccount("bench")
            .setAttemptId("bench")
            .setAttemptNumber(1)
            .setSpec(spec)
            .setReleasedAt(Instant.EPOCH)
            .setDeadline(Instant.EPOCH)
            .build();
    operation.run(
        attempt,
        Inputs.of(photo),
        new StageClock(System::nanoTime, (stage, fraction) -> {}),
        new Cancellation());
  }

  /** Nothing but decode, the two sessions with buffers that are used again, and encode. */
  private void bare() throws IOException, OrtException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(photo));
    byte[] pixels = (byte[]) decoded.getRaster().getDataElements(0, 0, SIDE, SIDE, null);
    in.clear().put(pixels).flip();
    out.clear();
    try (var strength = floats(1f);
        var parameters = parameters(strength);
        var tile = bytes(in, 1, SIDE, SIDE, CHANNELS);
        var result = bytes(out, 1, SIDE, SIDE, CHANNELS);
        var _ =
            apply.run(
                Map.of("tile", tile, "parameters", parameters, "strength", strength),
                Set.of(),
                Map.of("output", result))) {
      encode();
    }
  }

  private OnnxTensor parameters(OnnxTensor strength) throws OrtException {
    long[] thumbnail = shape("thumbnail");
    long[] samples = shape("samples");
    try (var small = bytes(slice(thumbnail), thumbnail);
        var crops = bytes(slice(samples), samples);
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
  private ByteBuffer slice(long[] shape) {
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

  private void encode() throws IOException {
    byte[] pixels = new byte[SIDE * SIDE * CHANNELS];
    out.duplicate().clear().get(pixels);
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var file = new MemoryCacheImageOutputStream(new ByteArrayOutputStream())) {
      var parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.setOutput(file);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }

  private static byte[] photo() {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    var random = new Random(1);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int level = 40 + (x + y) / 16 + (((x / 64) + (y / 64)) % 2) * 30 + random.nextInt(12);
        image.setRGB(x, y, (level << 16) | ((level * 3 / 4) << 8) | (level / 2));
      }
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
