package dev.likeness.callback.credit;

/** What other instances know of credit and use. Thread safe; calls block. */
public interface PeerUsages {
  /**
   * Asks one peer, which answers for itself and asks no further.
   *
   * @param peer {@code host:port}
   * @return {@link UsageLookup.NotReady} also when the peer cannot be reached
   */
  UsageLookup ask(String peer, UsageQuestion question);
}
