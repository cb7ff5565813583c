package dev.likeness.worker.work;

import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.worker.model.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Carries out one operation on bytes. Thread safe. */
public interface OperationRunner {

  /**
   * The encoded photos of the request, in its order. They are read when they are asked for and not
   * kept: all fifty of a training together would not fit into memory.
   */
  interface Inputs {
    int count();

    /**
     * Reads one photo.
     *
     * @throws RuntimeException for the caller to let pass, if it is not stored or the store is down
     */
    byte[] read(int index);

    /** Photos that are in memory. */
    static Inputs of(byte[]... photos) {
      List<byte[]> files = List.of(photos);
      return new Inputs() {
        @Override
        public int count() {
          return files.size();
        }

        @Override
        public byte[] read(int index) {
          return files.get(index);
        }
      };
    }
  }

  /**
   * One output image, encoded.
   *
   * @param extension of the file, without a dot
   */
  record EncodedImage(byte[] bytes, String mediaType, String extension, int width, int height) {}

  /**
   * A try at outputs of a request.
   *
   * @param number 0 for the plain run, which makes all of them; further tries from 1 on. What an
   *     operation draws differs from that of another number, and is the same for the same job,
   *     output and number
   * @param outputs to make once more, each from 0, in ascending order
   */
  record Candidate(int number, List<Integer> outputs) {
    public Candidate {
      outputs = List.copyOf(outputs);
    }

    /** All outputs, for the first time. */
    public static Candidate first(int outputs) {
      return new Candidate(0, IntStream.range(0, outputs).boxed().toList());
    }
  }

  /**
   * What the operation made.
   *
   * @param models that took part
   * @param knownSubjects per profile id, in how many images it was recognised
   * @param identity one for each image and profile, if that was measured
   */
  record Made(
      List<EncodedImage> images,
      List<ModelUsed> models,
      Map<String, Integer> knownSubjects,
      List<IdentityReport> identity) {
    public Made {
      images = List.copyOf(images);
      models = List.copyOf(models);
      knownSubjects = Map.copyOf(knownSubjects);
      identity = List.copyOf(identity);
    }

    /** Without identity. */
    public Made(List<EncodedImage> images, List<ModelUsed> models) {
      this(images, models, Map.of(), List.of());
    }
  }

  /**
   * Carries the operation out.
   *
   * @param attempt that it is a part of
   * @throws OperationRefused if what the customer sent cannot lead to a result
   * @throws dev.likeness.worker.image.ImageRefused if an input cannot be used
   * @throws dev.likeness.worker.model.ModelException if a model fails
   * @throws dev.likeness.worker.model.RunCancelled if cancellation was requested
   */
  Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation);

  /**
   * How many different tries at one output of a job there can be; 1 where the same request always
   * gives the same image.
   */
  default int candidates(JobSpec spec) {
    return 1;
  }

  /**
   * Makes some of the outputs once more, differently; only for a number below {@link #candidates}.
   *
   * @return one image for each of {@link Candidate#outputs}, in their order
   * @throws RuntimeException as the plain run
   */
  default Made run(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    throw new UnsupportedOperationException("this operation always gives the same");
  }

  /** What it can do with what it has loaded; the same as long as it lives. */
  default Capability capability() {
    return Capability.PLAIN;
  }
}
