package dev.likeness.worker.serving;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.ImageFormat;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.StageClock;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enhances two made-up photos before the first attempt is leased, so that it meets loaded image
 * libraries and a runtime that has its memory for a whole tile.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int SMALL = 64;

  private final OperationRunner enhance;
  private final ImageSafety safety;

  /**
   * @param enhance without content rules, which might not like the made-up photos
   */
  WarmUp(OperationRunner enhance, ImageSafety safety) {
    this.enhance = enhance;
    this.safety = safety;
  }

  void run() {
    long begin = System.nanoTime();
    enhance(SMALL, ImageFormat.PNG, OutputFormat.PNG);
    enhance(EnhancePipeline.TILE, ImageFormat.JPEG, OutputFormat.JPG);
    try (Photo photo = Photo.allocate(SMALL, SMALL)) {
      var _ = safety.objection(photo, new Cancellation());
    }
    LOG.atInfo()
        .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
        .log("warmed up");
  }

  private void enhance(int side, ImageFormat input, OutputFormat output) {
    var spec = JobSpec.newBuilder().setOperation(Operation.ENHANCE).setOutputFormat(output).build();
    var attempt =
        JobAttempt.newBuilder()
            .setJobId("warm-up")
            .setAccount("warm-up")
            .setAttemptId("warm-up")
            .setAttemptNumber(1)
            .setSpec(spec)
            .setReleasedAt(Instant.EPOCH)
            .setDeadline(Instant.EPOCH)
            .build();
    var stages = new StageClock(System::nanoTime, (_, _) -> {});
    enhance.run(attempt, OperationRunner.Inputs.of(photo(side, input)), stages, new Cancellation());
  }

  /** A gradient, which is quick to encode. */
  private static byte[] photo(int side, ImageFormat format) {
    try (Photo photo = Photo.allocate(side, side)) {
      ByteBuffer pixels = photo.pixels();
      while (pixels.hasRemaining()) {
        pixels.put((byte) (pixels.position() / (side * Photo.CHANNELS) * 255 / side));
      }
      return new ImageEncoder().encode(photo, format);
    }
  }
}
