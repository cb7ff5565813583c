package dev.likeness.kit.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A customer.
 *
 * @param id lowercase letters, digits and hyphens; part of topic names and blob keys
 * @param createdAt when it was opened
 * @param suspended its calls are refused
 * @param requestRate for the calls with each of its keys; null for the deployment's own
 */
public record Account(
    String id, Instant createdAt, boolean suspended, @Nullable RequestRate requestRate) {}
