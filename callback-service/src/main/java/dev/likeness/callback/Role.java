package dev.likeness.callback;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A part of this service that can be deployed by itself. */
public enum Role {
  /** Keeps the state of jobs and answers questions. */
  @JsonProperty("view")
  VIEW,
  /** Calls customers. */
  @JsonProperty("delivery")
  DELIVERY
}
