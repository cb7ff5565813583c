package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.image.AiMark;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way of photos into and out of every operation: none is worked on or delivered that was not
 * looked at here. Thread safe; owns nothing.
 */
public final class PhotoGate {
  private final ImageDecoder decoder;
  private final ImageSafety safety;
  private final ImageEncoder encoder;

  public PhotoGate(ImageDecoder decoder, ImageSafety safety, ImageEncoder encoder) {
    this.decoder = decoder;
    this.safety = safety;
    this.encoder = encoder;
  }

  /**
   * Reads and decodes an input; the caller closes it.
   *
   * @param index of the photo in the request, from 0
   * @throws dev.likeness.worker.image.ImageRefused if it is not a photo that we can read
   * @throws OperationRefused if it is against the content rules
   */
  public Photo admit(Inputs inputs, int index, StageClock stages, Cancellation cancellation) {
    byte[] file = stages.during(Stage.FETCH, () -> inputs.read(index));
    cancellation.check();
    Photo photo = stages.during(Stage.DECODE, () -> decoder.decode(file));
    try {
      check(photo, "Input photo " + (index + 1), Stage.DECODE, stages, cancellation);
      return photo;
    } catch (RuntimeException | Error e) {
      photo.close();
      throw e;
    }
  }

  /**
   * Encodes an output, marked as what the operation makes it.
   *
   * @throws OperationRefused if it is against the content rules
   */
  public EncodedImage deliver(
      Photo photo, JobSpec spec, StageClock stages, Cancellation cancellation) {
    return deliver(photo, spec, mark(spec.getOperation()), stages, cancellation);
  }

  /** As {@link #deliver}, for an output of these models, which may be none. */
  EncodedImage deliver(
      Photo photo,
      JobSpec spec,
      List<ModelFile> models,
      StageClock stages,
      Cancellation cancellation) {
    AiMark mark = models.isEmpty() ? AiMark.UNTOUCHED : mark(spec.getOperation());
    return deliver(photo, spec, mark, stages, cancellation);
  }

  /** As {@link #deliver}, for an output that came to be in another way than is usual. */
  EncodedImage deliver(
      Photo photo, JobSpec spec, AiMark mark, StageClock stages, Cancellation cancellation) {
    check(photo, "The result", Stage.MODEL, stages, cancellation);
    cancellation.check();
    ImageFormat format = format(spec.getOutputFormat());
    byte[] bytes = stages.during(Stage.ENCODE, () -> encoder.encode(photo, format, mark));
    return new EncodedImage(
        bytes, format.mediaType(), format.extension(), photo.width(), photo.height());
  }

  /** For the provenance of a result: these models, and those that looked at its photos. */
  public List<ModelUsed> used(List<ModelFile> models) {
    return Provenance.of(Stream.concat(models.stream(), safety.models().stream()).toList());
  }

  private void check(
      Photo photo, String which, Stage stage, StageClock stages, Cancellation cancellation) {
    stages
        .add(stage, () -> safety.objection(photo, cancellation))
        .ifPresent(
            shown -> {
              throw new OperationRefused(
                  FailureCode.CONTENT_MODERATION,
                  which + " is against the content rules (" + shown + "): use another photo.");
            });
  }

  private static AiMark mark(Operation operation) {
    return switch (operation) {
      case GENERATE -> AiMark.GENERATED;
      case ENHANCE, EDIT, REMIX, TRAIN -> AiMark.EDITED;
    };
  }

  private static ImageFormat format(OutputFormat format) {
    return switch (format) {
      case JPG -> ImageFormat.JPEG;
      case PNG -> ImageFormat.PNG;
    };
  }
}
