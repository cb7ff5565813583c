package dev.likeness.worker.diffusion.text;

import java.util.Arrays;

/** A text as a text encoder reads it: always as many ids as it takes, the rest is padding. */
public final class Tokens {
  private final long[] ids;
  private final int used;

  /**
   * @param ids kept
   * @param used how many of them are not padding
   */
  Tokens(long[] ids, int used) {
    this.ids = ids;
    this.used = used;
  }

  public int length() {
    return ids.length;
  }

  /** The ids, the padding last. */
  public long[] ids() {
    return ids.clone();
  }

  /** 1 for each id of the text, 0 for padding. */
  public long[] mask() {
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 0, used, 1);
    return mask;
  }

  @Override
  public String toString() {
    return used + " of " + ids.length + " tokens";
  }
}
