package dev.likeness.callback.lifecycle;

import dev.likeness.schema.v1.JobSnapshot;

/** Writes a job as customers see it, in answers and in webhooks alike. Thread safe. */
public interface JobRenderer {
  /** The job object as JSON in UTF-8. */
  byte[] render(JobSnapshot job);
}
