package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Meaning.Bokeh;
import dev.likeness.worker.instruction.Meaning.Direction;
import dev.likeness.worker.instruction.Meaning.Nothing;
import dev.likeness.worker.instruction.Meaning.Of;
import dev.likeness.worker.instruction.Meaning.Strength;
import dev.likeness.worker.instruction.Meaning.Styled;
import dev.likeness.worker.instruction.Token.Amount;
import dev.likeness.worker.instruction.Token.Stops;
import dev.likeness.worker.instruction.Token.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Reads clauses about qualities and looks, for example "a bit more contrast", "brighten the
 * shadows", "warm vintage look" or "exposure +0.5 stops".
 *
 * <p>Modifiers belong to the subject that follows them, those at the end to the last one. In
 * "increase contrast and saturation by 20%" the second clause has no direction of its own: it takes
 * that of the first over, which gets the amount in return.
 */
final class QualityReader {
  private final List<Instruction> instructions;

  /** Phrases that share a direction, by the index of their instruction. */
  private final SequencedMap<Integer, Phrase> chain = new LinkedHashMap<>();

  /**
   * @param instructions to add to
   */
  QualityReader(List<Instruction> instructions) {
    this.instructions = instructions;
  }

  /** Something else was said: what follows takes nothing over. */
  void interrupt() {
    chain.clear();
  }

  void read(List<Token> clause) {
    List<Phrase> phrases = withoutEmpty(phrases(BackgroundWords.joined(clause)));
    for (int i = 0; i < phrases.size(); i++) {
      Phrase phrase = phrases.get(i);
      if (i == 0 && phrase.isOpen() && !chain.isEmpty()) {
        share(phrase);
      } else {
        chain.clear();
      }
      if (phrase.isCarrying()) {
        chain.put(instructions.size(), phrase);
      }
      instructions.add(phrase.instruction());
    }
  }

  private void share(Phrase phrase) {
    Phrase last = chain.lastEntry().getValue();
    phrase.takeDirection(last);
    if (!phrase.hasAmount()) {
      phrase.takeAmount(last);
    } else if (!last.hasAmount()) {
      chain.forEach(
          (index, earlier) -> {
            earlier.takeAmount(phrase);
            instructions.set(index, earlier.instruction());
          });
    }
  }

  private static List<Phrase> phrases(List<Token> clause) {
    var phrases = new ArrayList<Phrase>();
    var open = new Phrase();
    for (Token token : clause) {
      read(token, open);
      if (open.isComplete()) {
        if (!phrases.isEmpty() && phrases.getLast().isLightOn(open)) {
          phrases.removeLast().shineOn(open);
        }
        phrases.add(open);
        open = new Phrase();
      }
    }
    if (open.isModified()) {
      if (phrases.isEmpty()) {
        throw new Misunderstanding(
            "\"" + open.text() + "\" was not understood: it does not say of what.");
      }
      phrases.getLast().append(open);
    }
    return phrases;
  }

  private static void read(Token token, Phrase open) {
    switch (token) {
      case Word(String text, Strength(double share)) -> open.strength(text, share);
      case Word(String text, Direction(int sign)) -> open.direction(text, sign);
      case Amount(String text, double share) -> open.number(text, share);
      case Stops(String text, double stops) -> open.stops(text, stops);
      case Word(String text, Of of) -> open.subject(text, of);
      case Word(String text, Styled styled) -> open.subject(text, styled);
      case Word(String text, Bokeh bokeh) -> open.subject(text, bokeh);
      case Word(_, Nothing _) -> {}
      default -> throw Misunderstanding.word(token.text());
    }
  }

  private static List<Phrase> withoutEmpty(List<Phrase> phrases) {
    return phrases.size() == 1
        ? phrases
        : phrases.stream().filter(phrase -> !phrase.isEmpty()).toList();
  }
}
