package dev.likeness.worker.testing;

import dev.likeness.contract.TrustedRecords;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Made;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Attempts to carry out, and what a fake operation makes of them. */
public final class Attempts {
  /** Key of the one input of every attempt. */
  public static final String INPUT = "inputs/acme/photo";

  private Attempts() {}

  /** An attempt with ids of its own to enhance {@link #INPUT}. */
  public static JobAttempt enhance(Instant releasedAt, Instant deadline) {
    return of(spec(1).build(), releasedAt, deadline);
  }

  /** An attempt with ids of its own at a job, without a deadline that matters. */
  public static JobAttempt of(JobSpec spec) {
    return of(spec, Instant.EPOCH, Instant.EPOCH.plusSeconds(3600));
  }

  private static JobAttempt of(JobSpec spec, Instant releasedAt, Instant deadline) {
    return JobAttempt.newBuilder()
        .setJobId(id())
        .setAccount("acme")
        .setAttemptId(id())
        .setAttemptNumber(1)
        .setSpec(spec)
        .setReleasedAt(releasedAt)
        .setDeadline(deadline)
        .build();
  }

  /** To enhance {@link #INPUT}. */
  public static JobSpec.Builder spec(int outputs) {
    TrustedRecords.install();
    var input =
        BlobRef.newBuilder()
            .setKey(INPUT)
            .setMediaType("image/jpeg")
            .setBytes(1)
            .setSha256("0".repeat(64))
            .build();
    return JobSpec.newBuilder()
        .setOperation(Operation.ENHANCE)
        .setInputs(List.of(input))
        .setOutputCount(outputs);
  }

  /** One output for each of {@code contents}, and one model. */
  public static Made made(byte[]... contents) {
    var model =
        ModelUsed.newBuilder().setPack("pack").setRole("role").setSha256("1".repeat(64)).build();
    return new Made(
        List.of(contents).stream()
            .map(content -> new EncodedImage(content, "image/png", "png", 4, 3))
            .toList(),
        List.of(model));
  }

  private static String id() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
