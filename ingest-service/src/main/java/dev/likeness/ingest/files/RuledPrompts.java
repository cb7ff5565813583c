package dev.likeness.ingest.files;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.likeness.ingest.intake.PromptPolicy;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A prompt policy of rules from a file: the operator's, or {@code prompt-policy.yml} of the
 * service. Patterns are RE2's, whose time is linear in the prompt, so that no prompt can hold a
 * thread. Immutable.
 */
public final class RuledPrompts implements PromptPolicy {
  private static final String NAME = "prompt-policy.yml";
  private static final Set<String> PARTS = Set.of("id", "words", "with", "pattern", "message");
  private static final int FLAGS = Pattern.CASE_INSENSITIVE;

  /** Invisible characters, which could part a word without anyone seeing it. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\pM\\p{Cf}]");

  private final List<Rule> rules;

  private RuledPrompts(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * @param every each must be found
   */
  private record Rule(List<Pattern> every, String message) {
    boolean matches(String prompt) {
      return every.stream().allMatch(pattern -> pattern.matcher(prompt).find());
    }
  }

  /**
   * @param place path of the operator's file; blank for the service's own
   * @throws IllegalArgumentException saying which rule is wrong and what is expected
   */
  public static RuledPrompts read(String place) {
    var rules = new ArrayList<Rule>();
    var ids = new HashSet<String>();
    for (FileEntry entry : FileEntry.read(place, NAME).holding(List.of("rules")).list("rules")) {
      if (!ids.add(entry.text("id"))) {
        throw entry.wrong("has the id of a rule before it: " + entry.text("id"));
      }
      rules.add(rule(entry));
    }
    return new RuledPrompts(List.copyOf(rules));
  }

  private static Rule rule(FileEntry entry) {
    if (!PARTS.containsAll(entry.names())) {
      throw entry.wrong("may hold only: " + PARTS.stream().sorted().toList());
    }
    if (entry.has("pattern") == entry.has("words") || (entry.has("with") && !entry.has("words"))) {
      throw entry.wrong("needs either a pattern, or words and perhaps words that stand with them");
    }
    var every = new ArrayList<Pattern>();
    if (entry.has("pattern")) {
      every.add(compiled(entry, entry.text("pattern")));
    } else {
      every.add(anyOf(entry, "words"));
      if (entry.has("with")) {
        every.add(anyOf(entry, "with"));
      }
    }
    return new Rule(every, entry.text("message"));
  }

  /** Whole words; one that ends with an asterisk is the begin of words. */
  private static Pattern anyOf(FileEntry entry, String name) {
    String words =
        entry.texts(name).stream()
            .map(RuledPrompts::plain)
            .map(
                word ->
                    word.endsWith("*")
                        ? Pattern.quote(word.substring(0, word.length() - 1)) + "\\pL*"
                        : Pattern.quote(word))
            .collect(Collectors.joining("|"));
    return compiled(entry, "(?:^|[^\\pL\\pN])(?:" + words + ")(?:[^\\pL\\pN]|$)");
  }

  private static Pattern compiled(FileEntry entry, String pattern) {
    try {
      return Pattern.compile(pattern, FLAGS);
    } catch (PatternSyntaxException e) {
      throw entry.wrong("has a pattern that RE2 cannot read: " + e.getDescription());
    }
  }

  @Override
  public Optional<String> objectionTo(String prompt) {
    if (prompt.isBlank()) {
      return Optional.empty();
    }
    String plain = plain(prompt);
    return rules.stream().filter(rule -> rule.matches(plain)).map(Rule::message).findFirst();
  }

  /** Wide, decorated and accented letters as the plain ones that they look like. */
  private static String plain(String text) {
    return INVISIBLE.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
  }
}
