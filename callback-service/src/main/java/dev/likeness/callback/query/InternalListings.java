package dev.likeness.callback.query;

/** What {@code POST /internal/listings} and the peers that ask it agree on. */
public final class InternalListings {
  public static final String PATH = "/internal/listings";

  /** In whose name question and answer are serialized; no topics of these names exist. */
  public static final String QUESTION_SERDE_TOPIC = "internal-listing-questions";

  public static final String ANSWER_SERDE_TOPIC = "internal-listing-answers";

  private InternalListings() {}
}
