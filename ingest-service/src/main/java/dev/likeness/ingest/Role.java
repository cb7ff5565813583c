package dev.likeness.ingest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an instance of the service does; one instance may do all of it. */
public enum Role {
  /** Serves the public HTTP edge. */
  @JsonProperty("http")
  HTTP,
  /** Owns live jobs. Instances with this role share the partitions. */
  @JsonProperty("scheduler")
  SCHEDULER,
  /** Reads the submissions of batch producers. */
  @JsonProperty("topic")
  TOPIC,
  /**
   * Fetches photos by URL, and removes files that are needed no longer. Needs a way into the
   * internet.
   */
  @JsonProperty("inputs")
  INPUTS
}
