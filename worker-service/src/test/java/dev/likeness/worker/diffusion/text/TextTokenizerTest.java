package dev.likeness.worker.diffusion.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden tokens are those that {@code diffusion/tokens.py} prints. */
class TextTokenizerTest {
  private static final String END = "<|endoftext|>";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "lake, 37 30 38",
        "\"  A  BLACK\n\tlake \", 37 18 5 28 33 30 38",
        "lake's 12!!, 37 30 35 16 17 0 14 38",
        "\u00e9, 37 36 38",
        "e\u0301, 37 36 38",
        "blaze, 37 5 28 38 21 38",
        "\"\", 37 38"
      })
  void splitsAsTheMergesSay(String text, String expected) {
    try (TextTokenizer tokenizer = TextTokenizer.clip(files(ToyVocabulary.files(END)))) {
      Tokens tokens = tokenizer.encode(text);

      String found = Arrays.toString(tokens.ids()).replace(",", "");
      assertThat(found).startsWith("[" + expected + " ");
    }
  }

  @ParameterizedTest
  @CsvSource({END + ", 38", "!, 0"})
  void fillsUpWithThePaddingOfTheFolder(String padding, long id) {
    try (TextTokenizer tokenizer = TextTokenizer.clip(files(ToyVocabulary.files(padding)))) {
      Tokens tokens = tokenizer.encode("lake");

      assertThat(tokens.length()).isEqualTo(77);
      assertThat(tokens.ids()).hasSize(77).startsWith(37, 30, 38, id, id).endsWith(id, id);
      assertThat(tokens.mask()).hasSize(77).startsWith(1, 1, 1, 0, 0).endsWith(0, 0);
    }
  }

  @Test
  void theEndOfATextThatIsTooLongStaysWhereModelsLookForIt() {
    Map<String, String> files = ToyVocabulary.files(END);
    files.put("tokenizer_config.json", "{\"model_max_length\": 4, \"pad_token\": \"!\"}");
    try (TextTokenizer tokenizer = TextTokenizer.clip(files(files))) {
      Tokens tokens = tokenizer.encode("lake lake lake lake lake lake");

      assertThat(tokens.ids()).containsExactly(37, 30, 30, 38);
      assertThat(tokens.mask()).containsExactly(1, 1, 1, 1);
    }
  }

  @Test
  void readsADefinitionAndTakesNoPaddingFromIt() {
    try (TextTokenizer tokenizer = TextTokenizer.plain(files(words()), 5)) {
      assertThat(tokenizer.encode("a lake").ids()).containsExactly(0, 1, 3, 3, 3);
      assertThat(tokenizer.encode("a lake").mask()).containsExactly(1, 1, 0, 0, 0);
      assertThat(tokenizer.encode("lake <pad> a a a lake").ids()).containsExactly(1, 3, 0, 0, 0);
      assertThat(tokenizer.encode("a house").ids()).containsExactly(0, 2, 3, 3, 3);
    }
  }

  @Test
  void anyTextHasTokens() {
    try (TextTokenizer tokenizer = TextTokenizer.clip(files(ToyVocabulary.files(END)))) {
      for (String text : new String[] {"\ud800", "a\u0000b", "\ud83d\ude00", "la".repeat(50_000)}) {
        assertThat(tokenizer.encode(text).length()).isEqualTo(77);
      }
    }
  }

  @Test
  void leavesNothingInTheHomeFolder() {
    try (TextTokenizer tokenizer = TextTokenizer.clip(files(ToyVocabulary.files(END)))) {
      assertThat(tokenizer.encode("lake").length()).isEqualTo(77);
    }

    assertThat(Files.exists(Path.of(System.getProperty("user.home"), ".djl.ai"))).isFalse();
  }

  @Test
  void saysWhatIsMissing() {
    Map<String, String> noMerges = ToyVocabulary.files(END);
    noMerges.remove("merges.txt");
    Map<String, String> noPadding = ToyVocabulary.files(END);
    noPadding.remove("tokenizer_config.json");
    Map<String, String> otherWords = ToyVocabulary.files(END);
    otherWords.put("vocab.json", "{\"a\": 0}");

    refused(Map.of(), "toy: there is no tokenizer.json and no vocab.json");
    refused(noMerges, "toy: there is no merges.txt");
    refused(noPadding, "toy: none of its files says a pad_token");
    refused(otherWords, "toy: its vocabulary has no <|startoftext|>, so it is not CLIP's");
    refused(ToyVocabulary.files("[PAD]"), "toy: there is no token [PAD] to pad with");
    refused(Map.of("tokenizer.json", "[]"), "toy: tokenizer.json is not a JSON object");
    refused(
        Map.of(
            "tokenizer.json",
            "{\"added_tokens\": [{\"id\": 1, \"content\": \"x\"}]}",
            "special_tokens_map.json",
            "{\"pad_token\": {\"content\": \"x\"}}"),
        "the tokenizer cannot be read");
  }

  @Test
  void isNotUsedAfterItsEnd() {
    TextTokenizer tokenizer = TextTokenizer.clip(files(ToyVocabulary.files(END)));
    tokenizer.close();
    tokenizer.close();

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> tokenizer.encode("lake"))
        .extracting(ModelException::reason)
        .isEqualTo(ModelException.Reason.CLOSED);
  }

  private static void refused(Map<String, String> files, String message) {
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> TextTokenizer.clip(files(files)).close())
        .withMessageContaining(message);
  }

  private static TokenizerFiles files(Map<String, String> files) {
    return new TokenizerFiles("toy", name -> Optional.ofNullable(files.get(name)));
  }

  /** Whole words, and a definition that would pad and cut by itself. */
  private static Map<String, String> words() {
    String definition =
        """
        {"version": "1.0",
         "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst",
           "stride": 0},
         "padding": {"strategy": {"Fixed": 9}, "direction": "Left", "pad_to_multiple_of": null,
           "pad_id": 2, "pad_type_id": 0, "pad_token": "[UNK]"},
         "added_tokens": [{"id": 3, "content": "<pad>", "single_word": false, "lstrip": false,
           "rstrip": false, "normalized": false, "special": true}],
         "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordLevel", "vocab": {"a": 0, "lake": 1, "[UNK]": 2},
           "unk_token": "[UNK]"}}
        """;
    return Map.of(
        "tokenizer.json",
        definition,
        "tokenizer_config.json",
        "{\"model_max_length\": 131072, \"pad_token\": {\"content\": \"<pad>\"}}");
  }
}
