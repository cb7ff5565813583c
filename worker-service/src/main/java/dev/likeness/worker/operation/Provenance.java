package dev.likeness.worker.operation;

import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.worker.model.ModelFile;
import java.util.Collection;
import java.util.List;

/** What a job's record says about the models that took part. */
final class Provenance {
  private Provenance() {}

  static List<ModelUsed> of(Collection<ModelFile> files) {
    return files.stream()
        .map(
            file ->
                ModelUsed.newBuilder()
                    .setPack(file.pack())
                    .setRole(file.role())
                    .setSha256(file.sha256())
                    .build())
        .toList();
  }
}
