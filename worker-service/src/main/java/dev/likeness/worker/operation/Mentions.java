package dev.likeness.worker.operation;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Profiles that a prompt names, as {@code [[profile_id]]}. */
final class Mentions {
  private static final Pattern MENTION = Pattern.compile("\\[\\[\\s*([^\\[\\]\\s]*)\\s*]]");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private Mentions() {}

  /** The prompt with other words where it names a profile. */
  static String replaced(String prompt, Function<String, String> words) {
    String said =
        MENTION
            .matcher(prompt)
            .replaceAll(match -> Matcher.quoteReplacement(words.apply(match.group(1))));
    return SPACES.matcher(said).replaceAll(" ").strip();
  }

  static boolean names(String prompt, String profileId) {
    return MENTION.matcher(prompt).results().anyMatch(match -> match.group(1).equals(profileId));
  }

  /** Whether there is nothing but profiles in it. */
  static boolean sayNothingElse(String prompt) {
    return replaced(prompt, _ -> "").isEmpty();
  }
}
