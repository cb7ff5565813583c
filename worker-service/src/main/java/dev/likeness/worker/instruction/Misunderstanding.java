package dev.likeness.worker.instruction;

/** Ends the reading of a prompt; never leaves the package. The message is one sentence. */
final class Misunderstanding extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTE = 40;

  Misunderstanding(String why) {
    super(why, null, false, false);
  }

  static Misunderstanding word(String text) {
    return new Misunderstanding("\"" + shown(text) + "\" was not understood.");
  }

  String why() {
    return String.valueOf(getMessage());
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }
}
