package dev.likeness.kit.auth;

import java.security.Principal;
import java.time.Instant;

/**
 * A customer.
 *
 * @param id lowercase letters, digits and hyphens; part of topic names and blob keys
 * @param createdAt when it was opened
 */
public record Account(String id, Instant createdAt) implements Principal {
  @Override
  public String getName() {
    return id;
  }
}
