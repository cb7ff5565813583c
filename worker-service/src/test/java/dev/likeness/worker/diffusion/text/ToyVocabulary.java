package dev.likeness.worker.diffusion.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The files of a CLIP tokenizer with 39 tokens: the vocabulary of {@code diffusion/tokens.py}. */
public final class ToyVocabulary {
  /** Number of tokens. */
  public static final int SIZE = 39;

  /** Stands before each text. */
  public static final long BEGIN = 37;

  /** Stands after each text, and for what is unknown. */
  public static final long END = 38;

  private static final String ALPHABET = "!'12abceklst\u00c3\u00a9";
  private static final List<String> MERGES =
      List.of(
          "l a",
          "k e</w>",
          "la ke</w>",
          "b l",
          "bl a",
          "c k</w>",
          "s e",
          "' s</w>",
          "\u00c3 \u00a9</w>");

  private ToyVocabulary() {}

  /**
   * The files by their names, without a folder.
   *
   * @param padding token that texts are padded with
   */
  public static Map<String, String> files(String padding) {
    List<String> tokens = new ArrayList<>();
    ALPHABET.chars().forEach(letter -> tokens.add(Character.toString(letter)));
    ALPHABET.chars().forEach(letter -> tokens.add(Character.toString(letter) + "</w>"));
    MERGES.forEach(merge -> tokens.add(merge.replace(" ", "")));
    tokens.add("<|startoftext|>");
    tokens.add("<|endoftext|>");
    String vocabulary =
        IntStream.range(0, tokens.size())
            .mapToObj(i -> "\"%s\": %d".formatted(tokens.get(i), i))
            .collect(Collectors.joining(", ", "{", "}"));
    Map<String, String> files = new HashMap<>();
    files.put("vocab.json", vocabulary);
    files.put("merges.txt", "#version: 0.2\n" + String.join("\n", MERGES) + "\n\n");
    files.put(
        "tokenizer_config.json",
        "{\"model_max_length\": 77, \"pad_token\": \"%s\"}".formatted(padding));
    return files;
  }
}
