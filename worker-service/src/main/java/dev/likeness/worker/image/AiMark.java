package dev.likeness.worker.image;

/**
 * What an output says about how it came to be, in the words of the IPTC vocabulary <a
 * href="https://cv.iptc.org/newscodes/digitalsourcetype/">Digital Source Type</a>.
 */
public enum AiMark {
  /** A photo that models have changed. */
  EDITED("compositeWithTrainedAlgorithmicMedia"),
  /** A photo that was framed, turned or given another size; no model has changed it. */
  UNTOUCHED("algorithmicallyEnhanced"),
  /** Real photos on a background that was made up. */
  COMPOSED("compositeSynthetic"),
  /** A picture that models have made. */
  GENERATED("trainedAlgorithmicMedia");

  private final String term;

  AiMark(String term) {
    this.term = term;
  }

  /** Identifier of the term. */
  String uri() {
    return "http://cv.iptc.org/newscodes/digitalsourcetype/" + term;
  }
}
