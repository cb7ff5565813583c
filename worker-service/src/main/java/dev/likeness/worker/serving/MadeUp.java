package dev.likeness.worker.serving;

import dev.likeness.kit.image.ImageFormat;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.Adjustments;
import dev.likeness.worker.pipeline.EnhancePipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.pipeline.RemixPipeline;
import dev.likeness.worker.pipeline.RemixPipeline.Appearance;
import dev.likeness.worker.subject.SubjectReader;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.StageClock;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Work for nobody, to warm up with; its photos are gradients, which are quick to encode. */
final class MadeUp {
  /** Side of a photo for what looks at it as a whole. */
  static final int SMALL = 64;

  private static final int USUAL = 640;
  private static final String NOBODY = "warm-up";

  private MadeUp() {}

  /**
   * A job with one photo.
   *
   * @param enhance without content rules, which might not like the photo
   * @param format of the photo and of the output
   */
  static void job(OperationRunner enhance, int side, ImageFormat format) {
    var spec =
        JobSpec.newBuilder()
            .setOperation(Operation.ENHANCE)
            .setOutputFormat(format == ImageFormat.PNG ? OutputFormat.PNG : OutputFormat.JPG)
            .build();
    var attempt =
        JobAttempt.newBuilder()
            .setJobId(NOBODY)
            .setAccount(NOBODY)
            .setAttemptId(NOBODY)
            .setAttemptNumber(1)
            .setSpec(spec)
            .setReleasedAt(Instant.EPOCH)
            .setDeadline(Instant.EPOCH)
            .build();
    try (Photo photo = photo(side)) {
      enhance.run(
          attempt,
          OperationRunner.Inputs.of(new ImageEncoder().encode(photo, format)),
          new StageClock(System::nanoTime, (_, _) -> {}),
          new Cancellation());
    }
  }

  static void adjust(AdjustPipeline adjust) {
    try (Photo photo = photo(EnhancePipeline.TILE)) {
      adjust.adjust(photo, Adjustments.NONE, _ -> {}, new Cancellation()).close();
    }
  }

  static void remix(RemixPipeline remix) {
    try (Photo photo = photo(EnhancePipeline.TILE)) {
      Appearance appearance = Appearance.of(photo);
      remix.remix(photo, appearance, appearance, 1, _ -> {}, new Cancellation()).close();
    }
  }

  /** Looks for subjects, and at one. */
  static void read(SubjectReader reader) {
    try (Photo photo = photo(USUAL)) {
      var _ = reader.find(photo, new Cancellation());
      if (reader.kind().isIdentity()) {
        var _ = reader.embed(photo, new Cancellation());
      }
    }
  }

  static void judge(ImageSafety safety) {
    try (Photo photo = photo(SMALL)) {
      var _ = safety.objection(photo, new Cancellation());
    }
  }

  private static Photo photo(int side) {
    Photo photo = Photo.allocate(side, side);
    ByteBuffer pixels = photo.pixels();
    while (pixels.hasRemaining()) {
      pixels.put((byte) (pixels.position() / (side * Photo.CHANNELS) * 255 / side));
    }
    return photo;
  }
}
