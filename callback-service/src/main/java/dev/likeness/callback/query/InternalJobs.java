package dev.likeness.callback.query;

/** What {@code GET /internal/jobs/{job_id}?account=&wait=&until=} and those who ask it agree on. */
public final class InternalJobs {
  public static final String PATH = "/internal/jobs/";

  /**
   * Header set by peers: answer from your own store, ask nobody, so that nothing goes in circles.
   */
  public static final String ASKED_BY_PEER = "X-Likeness-Peer";

  /** In whose name the answer is serialized; no topic of this name exists. */
  public static final String SERDE_TOPIC = "internal-jobs";

  /** Value of {@code until}: wait for the deletion of the profile, not for the end of the job. */
  public static final String UNTIL_PROFILE_DELETED = "profile_deleted";

  private InternalJobs() {}
}
