package dev.likeness.worker.work;

import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.worker.model.Cancellation;
import java.util.List;

/** Carries out one operation on bytes. Thread safe. */
public interface OperationRunner {

  /**
   * One output image, encoded.
   *
   * @param extension of the file, without a dot
   */
  record EncodedImage(byte[] bytes, String mediaType, String extension, int width, int height) {}

  /**
   * What the operation made.
   *
   * @param models that took part
   */
  record Made(List<EncodedImage> images, List<ModelUsed> models) {
    public Made {
      images = List.copyOf(images);
      models = List.copyOf(models);
    }
  }

  /**
   * Carries the operation out.
   *
   * @param inputs the encoded photos, in the order of the request
   * @throws dev.likeness.worker.image.ImageRefused if an input cannot be used
   * @throws dev.likeness.worker.model.ModelException if a model fails
   * @throws dev.likeness.worker.model.RunCancelled if cancellation was requested
   */
  Made run(JobSpec spec, List<byte[]> inputs, StageClock stages, Cancellation cancellation);
}
