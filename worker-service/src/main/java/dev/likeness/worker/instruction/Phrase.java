package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Instruction.Adjust;
import dev.likeness.worker.instruction.Instruction.Blur;
import dev.likeness.worker.instruction.Instruction.Give;
import dev.likeness.worker.instruction.Meaning.Bokeh;
import dev.likeness.worker.instruction.Meaning.Of;
import dev.likeness.worker.instruction.Meaning.Styled;
import org.jspecify.annotations.Nullable;

/** A quality or look with the words that say how much of it, while a clause is being read. */
final class Phrase {
  private static final double USUAL = .4;

  /** The largest change of exposure. */
  private static final double STOPS = 2;

  private @Nullable Meaning subject;
  private String text = "";
  private int direction;
  private double amount;
  private boolean inStops;

  boolean isComplete() {
    return subject != null;
  }

  boolean isModified() {
    return direction != 0 || amount != 0;
  }

  /** What was read of it, for the customer. */
  String text() {
    return text;
  }

  void subject(String word, Meaning meaning) {
    subject = meaning;
    text = word;
  }

  void direction(String word, int sign) {
    if (direction != 0) {
      throw Misunderstanding.word(word);
    }
    direction = sign;
    named(word);
  }

  /** "A bit more", "very much": of two words the first counts. */
  void strength(String word, double share) {
    if (amount == 0) {
      amount = share;
    }
    named(word);
  }

  /** A number; with a sign it says the direction too. */
  void number(String word, double share) {
    if (amount != 0) {
      throw Misunderstanding.word(word);
    }
    amount = ClauseReader.positive(word, Math.abs(share));
    named(word);
    if (word.startsWith("-") || word.startsWith("+")) {
      direction(word, share < 0 ? -1 : 1);
    }
  }

  void stops(String word, double stops) {
    if (Math.abs(stops) > STOPS) {
      throw new Misunderstanding(
          "\"" + word + "\" cannot be meant: exposure has 2 stops each way.");
    }
    number(word, stops / STOPS);
    inStops = true;
  }

  /** Modifiers that come after the subject. */
  void append(Phrase modifiers) {
    if (modifiers.direction != 0) {
      direction(modifiers.text, modifiers.direction);
    }
    if (modifiers.amount != 0) {
      if (amount != 0) {
        throw Misunderstanding.word(modifiers.text);
      }
      amount = modifiers.amount;
      inStops = modifiers.inStops;
    }
  }

  /** "Brighten" or "dark" before "shadows", "highlights" or "edges" says what happens to these. */
  boolean isLightOn(Phrase next) {
    return subject instanceof Of(Quality light, int sign)
        && light == Quality.EXPOSURE
        && sign != 0
        && next.subject instanceof Of(Quality part, _)
        && !next.isModified()
        && switch (part) {
          case SHADOWS, HIGHLIGHTS, VIGNETTE -> true;
          case EXPOSURE, WARMTH, CONTRAST, SATURATION, SHARPNESS -> false;
        };
  }

  /** Makes {@code next} what this verb is about. */
  void shineOn(Phrase next) {
    int sign = subject instanceof Of(_, int own) ? own : 1;
    int light = direction == 0 ? sign : direction * sign;
    next.direction =
        next.subject instanceof Of(Quality part, _) && part == Quality.VIGNETTE ? -light : light;
    next.amount = amount;
  }

  /** "Colours" in "warmer colours" adds nothing. */
  boolean isEmpty() {
    return subject instanceof Of(Quality quality, int sign)
        && sign == 0
        && (quality == Quality.SATURATION || quality == Quality.EXPOSURE)
        && !isModified();
  }

  /** Whether it says neither more nor less, so that a verb before it can. */
  boolean isOpen() {
    return subject instanceof Of(_, int sign) && sign == 0 && direction == 0;
  }

  /** Whether others can take over what it says. */
  boolean isCarrying() {
    return direction != 0;
  }

  boolean hasAmount() {
    return amount != 0;
  }

  void takeDirection(Phrase other) {
    direction = other.direction;
  }

  void takeAmount(Phrase other) {
    amount = other.amount;
  }

  Instruction instruction() {
    return switch (subject) {
      case Styled(Look look) -> give(look);
      case Of(Quality quality, int sign) -> adjust(quality, sign);
      case Bokeh _ -> blur();
      case null, default -> throw Misunderstanding.word(text);
    };
  }

  private Give give(Look look) {
    if (direction < 0 || inStops) {
      throw Misunderstanding.word(text);
    }
    return new Give(look, amount == 0 ? 1 : amount);
  }

  private Blur blur() {
    if (inStops) {
      throw Misunderstanding.word(text);
    }
    if (direction < 0) {
      throw new Misunderstanding("\"" + text + "\" can be added to a photo, not taken away.");
    }
    return new Blur(amount == 0 ? USUAL : amount);
  }

  private Adjust adjust(Quality quality, int sign) {
    int way = direction == 0 ? sign : sign == 0 ? direction : direction * sign;
    if (way == 0 && amount != 0) {
      way = 1;
    }
    if (way == 0) {
      throw new Misunderstanding("Say whether there is to be more or less of \"" + text + "\".");
    }
    if (way < 0 && (quality == Quality.VIGNETTE || quality == Quality.SHARPNESS)) {
      throw new Misunderstanding("\"" + text + "\" can be added to a photo, not taken away.");
    }
    if (inStops && quality != Quality.EXPOSURE) {
      throw new Misunderstanding("Only exposure is measured in stops, not \"" + text + "\".");
    }
    return new Adjust(quality, way * (amount == 0 ? USUAL : amount));
  }

  private void named(String word) {
    text = text.isEmpty() ? word : text;
  }
}
