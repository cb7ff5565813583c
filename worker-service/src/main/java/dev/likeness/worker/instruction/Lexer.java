package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Token.Amount;
import dev.likeness.worker.instruction.Token.Angle;
import dev.likeness.worker.instruction.Token.Quoted;
import dev.likeness.worker.instruction.Token.Ratio;
import dev.likeness.worker.instruction.Token.Stops;
import dev.likeness.worker.instruction.Token.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a prompt into clauses of tokens. Profiles that are named ({@code [[id]]}) are left out, and
 * so is punctuation that says nothing.
 */
final class Lexer {
  private static final String NUMBER = "[-+]?\\d{1,5}(?:\\.\\d{1,3})?";

  /** In order: the first that fits is taken. */
  private static final Pattern PARTS =
      Pattern.compile(
          String.join(
              "|",
              "(?<mention>\\[\\[[^\\]]*\\]\\])",
              "(?<quoted>\"[^\"]*\"|“[^”]*”|‘[^’]*’|(?<!\\p{L})'[^']*'(?!\\p{L}))",
              "(?<ratio>\\d{1,5}(?:\\.\\d{1,3})?\\s?[:x×/]\\s?\\d{1,5}(?:\\.\\d{1,3})?)",
              "(?<angle>" + NUMBER + "\\s?(?:°|degrees?\\b|deg\\b))",
              "(?<stops>" + NUMBER + "\\s?(?:ev\\b|stops?\\b))",
              "(?<amount>" + NUMBER + "\\s?(?:%|percent\\b)?)",
              "(?<phrase>black\\s*(?:and|&|n)\\s*white\\b|black-and-white\\b|a\\s+little\\s+bit\\b"
                  + "|a\\s+lot\\s+more\\b|a\\s+(?:bit|little|touch|tad|lot)\\b|upside[\\s-]down\\b"
                  + "|(?:counter|anti)[\\s-]clockwise\\b|left[\\s-]to[\\s-]right\\b"
                  + "|top[\\s-]to[\\s-]bottom\\b|gr[ea]y\\s+scale\\b"
                  + "|shallow\\s+depth\\s+of\\s+field\\b|portrait\\s+mode\\b"
                  + "|out[\\s-]of[\\s-]focus\\b)",
              "(?<word>[\\p{L}\\p{M}]+(?:['’&][\\p{L}\\p{M}]+)*)",
              "(?<end>[,;.!?\\n\\r&+]+)",
              "(?<space>[\\s:()–—]+|-+(?!\\d))",
              "(?<other>[\\s\\S])"),
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private final List<List<Token>> clauses = new ArrayList<>();
  private List<Token> clause = new ArrayList<>();

  private Lexer() {}

  /**
   * The clauses in order, none of them empty.
   *
   * @throws Misunderstanding of a number that cannot be meant
   */
  static List<List<Token>> clauses(String prompt) {
    var lexer = new Lexer();
    Matcher part = PARTS.matcher(prompt);
    while (part.find()) {
      lexer.take(part);
    }
    lexer.endClause();
    return lexer.clauses;
  }

  private void take(Matcher part) {
    String text = part.group();
    if (part.group("quoted") != null) {
      clause.add(new Quoted(text.substring(1, text.length() - 1).strip()));
    } else if (part.group("ratio") != null) {
      clause.add(ratio(text));
    } else if (part.group("angle") != null) {
      clause.add(new Angle(text, number(text)));
    } else if (part.group("stops") != null) {
      clause.add(new Stops(text, number(text)));
    } else if (part.group("amount") != null) {
      clause.add(new Amount(text, number(text) / 100));
    } else if (part.group("phrase") != null) {
      String phrase = canonical(text);
      clause.add(new Word(text, Vocabulary.of(phrase)));
    } else if (part.group("word") != null) {
      word(text);
    } else if (part.group("end") != null) {
      endClause();
    } else if (part.group("other") != null) {
      throw Misunderstanding.word(text);
    }
  }

  private void word(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (Vocabulary.SEPARATORS.contains(word)) {
      endClause();
    } else {
      clause.add(new Word(text, Vocabulary.of(word)));
    }
  }

  private void endClause() {
    if (!clause.isEmpty()) {
      clauses.add(clause);
      clause = new ArrayList<>();
    }
  }

  private static String canonical(String phrase) {
    String words = phrase.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", " ");
    return words.startsWith("black") ? "black and white" : words;
  }

  private static Ratio ratio(String text) {
    String[] sides = text.split("[^\\d.]+", -1);
    try {
      return new Ratio(
          text, new Proportions(Double.parseDouble(sides[0]), Double.parseDouble(sides[1])));
    } catch (IllegalArgumentException e) {
      throw new Misunderstanding(
          "\"" + text + "\" cannot be meant: proportions are between 1:5 and 5:1.");
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text.replaceAll("[^-+\\d.]", ""));
  }
}
