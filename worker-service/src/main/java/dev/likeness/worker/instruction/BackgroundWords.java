package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Meaning.Background;
import dev.likeness.worker.instruction.Meaning.Blurring;
import dev.likeness.worker.instruction.Meaning.Bokeh;
import dev.likeness.worker.instruction.Meaning.Of;
import dev.likeness.worker.instruction.Meaning.Styled;
import dev.likeness.worker.instruction.Token.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * "Blur" and "the background", wherever they stand in a clause, are one subject. Neither means
 * anything alone: nothing but the background can be blurred, and nothing else be done to it.
 */
final class BackgroundWords {
  private BackgroundWords() {}

  /**
   * The clause with one word for both; itself if it has none of them.
   *
   * @throws Misunderstanding if one is missing, or there is something else that changes
   */
  static List<Token> joined(List<Token> clause) {
    Optional<Word> blurring = first(clause, Blurring.class);
    Optional<Word> background = first(clause, Background.class);
    boolean bokeh = first(clause, Bokeh.class).isPresent();
    if (blurring.isEmpty() && background.isEmpty()) {
      return clause;
    }
    if (background.isEmpty() && !bokeh) {
      throw new Misunderstanding(
          "Only the background can be blurred: say \"blur the background\".");
    }
    if (blurring.isEmpty() && !bokeh) {
      throw new Misunderstanding(
          "\""
              + background.orElseThrow().text()
              + "\" was not understood: it can only be blurred.");
    }
    var joined = new ArrayList<Token>();
    boolean said = bokeh;
    for (Token token : clause) {
      if (token instanceof Word(_, Of _) || token instanceof Word(_, Styled _)) {
        throw Misunderstanding.word(token.text());
      }
      if (!isPart(token)) {
        joined.add(token);
      } else if (!said) {
        joined.add(new Word("blur the background", new Bokeh()));
        said = true;
      }
    }
    return joined;
  }

  private static boolean isPart(Token token) {
    return token instanceof Word(_, Blurring _) || token instanceof Word(_, Background _);
  }

  private static Optional<Word> first(List<Token> clause, Class<? extends Meaning> kind) {
    return clause.stream()
        .filter(Word.class::isInstance)
        .map(Word.class::cast)
        .filter(word -> kind.isInstance(word.meaning()))
        .findFirst();
  }
}
