package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.instruction.Token.Amount;
import dev.likeness.worker.instruction.Token.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads prompts in English. Thread safe. */
public final class Grammar {
  /** More would be a text and not an edit. */
  private static final int MOST_INSTRUCTIONS = 20;

  /** All that an edit can ask for, as a part of a sentence. */
  public static final String EDITS =
      "brighter or darker (exposure), warmer or cooler, contrast, saturation, shadows, highlights,"
          + " sharpen, vignette, blur the background, black and white, sepia, vintage, rotate or straighten by degrees,"
          + " flip, crop to proportions such as 4:5, and a caption in quotation marks; each with"
          + " \"slightly\", \"a lot\" or a percentage, several joined by commas or \"and\"";

  /** All that can be behind people, as a part of a sentence. */
  public static final String SCENES =
      "a studio, a plain backdrop or a gradient in a colour (red, orange, yellow, green, teal,"
          + " turquoise, blue, navy, purple, pink, brown, beige, cream, white, grey, black), sky,"
          + " sea, forest, snow or city lights, by day, at sunset or at night, and a caption in"
          + " quotation marks";

  /** What the prompt of a look transfer can ask for, as a part of a sentence. */
  public static final String STRENGTHS =
      "how strong it is to be: \"subtle\", \"strong\" or \"60%\"";

  /** How much of a look is taken over when nothing is said. */
  private static final double USUAL_STRENGTH = .75;

  /** Words that a prompt for a look transfer may have besides those of every prompt. */
  private static final Set<String> ABOUT_LOOKS =
      Set.of(
          "match",
          "transfer",
          "copy",
          "take",
          "from",
          "reference",
          "mood",
          "colour",
          "colours",
          "color",
          "colors",
          "restyle",
          "remix",
          "same",
          "palette",
          "grading",
          "grade",
          "first",
          "second",
          "onto",
          "input");

  /** Words that a prompt may have which names a style. */
  private static final Set<String> ABOUT_PAINTING =
      Set.of(
          "paint",
          "painted",
          "painting",
          "restyle",
          "remix",
          "art",
          "artwork",
          "as",
          "look",
          "mood",
          "transfer",
          "turn",
          "input");

  /** Words that a prompt for an enhancement may have: what it is about anyway. */
  private static final Set<String> ABOUT_ENHANCING =
      Set.of(
          "enhance",
          "enhanced",
          "enhancement",
          "improve",
          "improved",
          "improvement",
          "better",
          "best",
          "good",
          "nice",
          "quality",
          "auto",
          "automatic",
          "automatically",
          "restore",
          "restoration",
          "lighting");

  private Grammar() {}

  /** The edits that a prompt asks for, in its order; at least one. */
  public static Reading<List<Instruction>> edits(String prompt) {
    try {
      List<List<Token>> clauses = Lexer.clauses(prompt);
      var reader = new ClauseReader();
      clauses.forEach(reader::read);
      List<Instruction> instructions = reader.instructions();
      if (instructions.isEmpty()) {
        throw new Misunderstanding("The prompt does not say what to change.");
      }
      if (instructions.size() > MOST_INSTRUCTIONS) {
        throw new Misunderstanding("The prompt has more than 20 instructions.");
      }
      return new Understood<>(instructions);
    } catch (Misunderstanding e) {
      return new NotUnderstood<>(e.why());
    }
  }

  /** What is to be behind the people in a picture; a studio if the prompt does not say. */
  public static Reading<Scene> scene(String prompt) {
    try {
      return new Understood<>(SceneReader.read(prompt));
    } catch (Misunderstanding e) {
      return new NotUnderstood<>(e.why());
    }
  }

  /** How much of a look a prompt asks for, above 0 and at most 1; it may be empty. */
  public static Reading<Double> strength(String prompt) {
    return strength(prompt, ABOUT_LOOKS, USUAL_STRENGTH);
  }

  /** How much an enhancement is to do, above 0 and at most 1; the prompt may be empty. */
  public static Reading<Double> enhancement(String prompt) {
    return strength(prompt, ABOUT_ENHANCING, 1);
  }

  /**
   * Which look a prompt asks for, and how much of it; it may be empty.
   *
   * @param styles names of looks that it may call for, besides the reference's
   */
  public static Reading<Restyling> restyling(String prompt, Collection<String> styles) {
    String rest = prompt;
    List<String> named = new ArrayList<>();
    for (String style : styles) {
      Matcher name = named(style).matcher(rest);
      if (name.find()) {
        named.add(style);
        rest = name.replaceAll(" ");
      }
    }
    if (named.size() > 1) {
      return new NotUnderstood<>(
          "The prompt names more than one style: " + String.join(", ", named) + ".");
    }
    Reading<Double> strength =
        named.isEmpty() ? strength(prompt) : strength(rest, ABOUT_PAINTING, 1);
    return switch (strength) {
      case Understood<Double>(Double share) ->
          new Understood<>(new Restyling(named.stream().findFirst(), share));
      case NotUnderstood<Double>(String why) -> new NotUnderstood<>(why);
    };
  }

  /** A name as a word of its own; hyphens and underscores may be spaces. */
  private static Pattern named(String style) {
    String words =
        Stream.of(style.split("[-_ ]+", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[-_\\s]+"));
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}])" + words + "(?![\\p{L}\\p{N}])",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static Reading<Double> strength(String prompt, Set<String> about, double usual) {
    try {
      List<Double> said = new ArrayList<>();
      for (List<Token> clause : Lexer.clauses(prompt)) {
        clause.forEach(token -> addStrength(token, about, said));
      }
      if (said.size() > 1) {
        throw new Misunderstanding("The prompt says twice how strong it is to be.");
      }
      return new Understood<>(said.isEmpty() ? usual : said.getFirst());
    } catch (Misunderstanding e) {
      return new NotUnderstood<>(e.why());
    }
  }

  private static void addStrength(Token token, Set<String> about, List<Double> said) {
    switch (token) {
      case Amount(String text, double share) -> said.add(ClauseReader.positive(text, share));
      case Word(String text, Meaning meaning) -> {
        if (about.contains(text.toLowerCase(Locale.ROOT))) {
          return;
        }
        switch (meaning) {
          case Meaning.Strength(double share) -> said.add(softened(share));
          case Meaning.Nothing _ -> {}
          default -> throw Misunderstanding.word(text);
        }
      }
      case Token.Stops _, Token.Angle _, Token.Ratio _, Token.Quoted _ ->
          throw Misunderstanding.word(token.text());
    }
  }

  /** A look is taken over by more than half unless little of it is wanted: .4, .55, .85, 1. */
  private static double softened(double share) {
    if (share < .3) {
      return .4;
    }
    return share < .6 ? .55 : share < 1 ? .95 : 1;
  }
}
