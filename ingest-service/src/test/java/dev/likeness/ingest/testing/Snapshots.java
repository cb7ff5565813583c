package dev.likeness.ingest.testing;

import dev.likeness.contract.TrustedRecords;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Failure;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Outcome;
import dev.likeness.schema.v1.OutputImage;
import dev.likeness.schema.v1.ResponseMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Jobs as the view knows them. */
public final class Snapshots {
  private Snapshots() {}

  public static JobSnapshot.Builder queued(String jobId) {
    TrustedRecords.install(); // services have AvroSerdes do it
    return JobSnapshot.newBuilder()
        .setJobId(jobId)
        .setAccount("acme")
        .setStatus(JobStatus.QUEUED)
        .setSequence(1)
        .setOperation(Operation.ENHANCE)
        .setResponseMode(ResponseMode.BYTES)
        .setCreatedAt(Instant.parse("2026-11-20T10:00:00Z"));
  }

  /** Succeeded, with one image that lies at {@code key}. */
  public static UnaryOperator<JobSnapshot.Builder> succeeded(ResponseMode mode, String key) {
    TrustedRecords.install();
    var blob =
        BlobRef.newBuilder()
            .setKey(key)
            .setMediaType("image/jpeg")
            .setBytes(3)
            .setSha256("0".repeat(64))
            .build();
    var outcome =
        Outcome.newBuilder()
            .setOutputs(List.of(new OutputImage(blob, 64, 64)))
            .setKnownSubjects(Map.of())
            .build();
    return job -> job.setStatus(JobStatus.SUCCEEDED).setResponseMode(mode).setOutcome(outcome);
  }

  public static UnaryOperator<JobSnapshot.Builder> failed(String code, String detail) {
    return job -> job.setStatus(JobStatus.FAILED).setFailure(new Failure(code, detail));
  }
}
