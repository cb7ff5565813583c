package dev.likeness.callback.credit;

/** What {@code GET /internal/usage/{account}?from=&to=} and those who ask it agree on. */
public final class InternalUsage {
  public static final String PATH = "/internal/usage/";

  /** In whose name the answer is serialized; no topic of this name exists. */
  public static final String SERDE_TOPIC = "internal-usage";

  private InternalUsage() {}
}
