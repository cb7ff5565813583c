package dev.likeness.bench;

import ai.onnxruntime.OrtException;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
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

  private final byte[] photo = BenchPhotos.jpeg(SIDE, 1);
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(threads));
  private final ModelPack pack = ModelPack.starter();
  private final EnhancePipeline pipeline = EnhancePipeline.load(pack, device);
  private final EnhanceOperation operation =
      new EnhanceOperation(
          new PhotoGate(
              new ImageDecoder(DecodeLimits.standard()), ImageSafety.none(), new ImageEncoder()),
          pipeline);
  private final BareSessions bareSessions = new BareSessions(threads);
  private final ByteBuffer in =
      ByteBuffer.allocateDirect(SIDE * SIDE * CHANNELS).order(ByteOrder.nativeOrder());
  private final ByteBuffer out =
      ByteBuffer.allocateDirect(SIDE * SIDE * CHANNELS).order(ByteOrder.nativeOrder());

  EnhanceBench() throws OrtException {}

  PairedRuns.Result run(PairedRuns runs) throws Exception {
    return runs.compare(this::bare, this::asTheWorker);
  }

  @Override
  public void close() throws OrtException {
    bareSessions.close();
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
    bareSessions.run(in, out, SIDE, SIDE);
    encode();
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
}
