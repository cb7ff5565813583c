package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Instruction.Caption;
import dev.likeness.worker.instruction.Instruction.Crop;
import dev.likeness.worker.instruction.Instruction.Mirror;
import dev.likeness.worker.instruction.Instruction.Turn;
import dev.likeness.worker.instruction.Token.Angle;
import dev.likeness.worker.instruction.Token.Quoted;
import dev.likeness.worker.instruction.Token.Ratio;
import dev.likeness.worker.instruction.Token.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes instructions of clauses. What a clause is about follows from the words in it that nothing
 * else has: a quotation, "flip", degrees, proportions; without any it is about qualities and looks.
 */
final class ClauseReader {
  private static final int LONGEST_CAPTION = 120;

  private final List<Instruction> instructions = new ArrayList<>();
  private final QualityReader qualities = new QualityReader(instructions);

  List<Instruction> instructions() {
    return List.copyOf(instructions);
  }

  /**
   * @throws Misunderstanding if a token has no place in it
   */
  void read(List<Token> clause) {
    if (clause.stream().anyMatch(Quoted.class::isInstance)) {
      add(caption(clause));
    } else if (has(clause, Meaning.Mirroring.class)) {
      add(mirror(clause));
    } else if (isCrop(clause)) {
      add(crop(clause));
    } else if (isTurn(clause)) {
      add(turn(clause));
    } else {
      qualities.read(clause);
    }
  }

  private void add(Instruction instruction) {
    qualities.interrupt();
    instructions.add(instruction);
  }

  private static Caption caption(List<Token> clause) {
    var texts = new ArrayList<String>();
    Caption.Place place = Caption.Place.BOTTOM;
    for (Token token : clause) {
      switch (token) {
        case Quoted(String text) -> texts.add(text);
        case Word(_, Meaning.At(Caption.Place at)) -> place = at;
        case Word(_, Meaning.Captioning _) -> {}
        default -> ignore(token);
      }
    }
    if (texts.size() != 1
        || texts.getFirst().isEmpty()
        || texts.getFirst().length() > LONGEST_CAPTION) {
      throw new Misunderstanding("A caption is one text of 1 to 120 letters in quotation marks.");
    }
    return new Caption(texts.getFirst(), place);
  }

  private static Mirror mirror(List<Token> clause) {
    Mirror.Axis axis = Mirror.Axis.LEFT_AND_RIGHT;
    for (Token token : clause) {
      switch (token) {
        case Word(_, Meaning.Along(Mirror.Axis along)) -> axis = along;
        case Word(_, Meaning.UpsideDown _) -> axis = Mirror.Axis.TOP_AND_BOTTOM;
        case Word(_, Meaning.Mirroring _) -> {}
        default -> ignore(token);
      }
    }
    return new Mirror(axis);
  }

  private static boolean isTurn(List<Token> clause) {
    return clause.stream().anyMatch(Angle.class::isInstance)
        || has(clause, Meaning.Turning.class)
        || has(clause, Meaning.Side.class)
        || has(clause, Meaning.UpsideDown.class);
  }

  private static Turn turn(List<Token> clause) {
    Optional<Double> degrees = Optional.empty();
    Optional<Integer> side = Optional.empty();
    boolean straighten = false;
    for (Token token : clause) {
      switch (token) {
        case Angle(_, double angle) -> degrees = once(degrees, angle, token);
        case Word(_, Meaning.UpsideDown _) -> degrees = once(degrees, 180.0, token);
        case Word(_, Meaning.Side(int sign)) -> side = once(side, sign, token);
        case Word(String text, Meaning.Turning _) ->
            straighten = !text.regionMatches(true, 0, "rotate", 0, 6);
        default -> ignore(token);
      }
    }
    if (degrees.isEmpty() && (side.isEmpty() || straighten)) {
      throw new Misunderstanding(
          "Say by how many degrees to turn, for example \"rotate 90 degrees\" or \"straighten by 2"
              + " degrees to the left\".");
    }
    double turn = degrees.orElse(90.0) * side.orElse(1);
    if (Math.abs(turn) > 360) {
      throw new Misunderstanding("A turn has 360 degrees at most.");
    }
    return new Turn(turn);
  }

  private static boolean isCrop(List<Token> clause) {
    return clause.stream().anyMatch(Ratio.class::isInstance)
        || has(clause, Meaning.Cropping.class)
        || has(clause, Meaning.Shaped.class);
  }

  private static Crop crop(List<Token> clause) {
    Optional<Proportions> named = Optional.empty();
    Optional<Proportions> given = Optional.empty();
    for (Token token : clause) {
      switch (token) {
        case Ratio(_, Proportions proportions) -> given = once(given, proportions, token);
        case Word(_, Meaning.Shaped(Proportions shape)) -> named = once(named, shape, token);
        case Word(_, Meaning.Cropping _) -> {}
        default -> ignore(token);
      }
    }
    // "portrait 4:5": the numbers say it better.
    Optional<Proportions> proportions = given.isPresent() ? given : named;
    return new Crop(
        proportions.orElseThrow(
            () ->
                new Misunderstanding(
                    "Say to which proportions to crop, for example \"crop to 4:5\" or \"crop to"
                        + " square\".")));
  }

  /** The second of a kind contradicts the first. */
  private static <T> Optional<T> once(Optional<T> before, T now, Token token) {
    if (before.isPresent()) {
      throw Misunderstanding.word(token.text());
    }
    return Optional.of(now);
  }

  private static boolean has(List<Token> clause, Class<? extends Meaning> kind) {
    Predicate<Meaning> isOfKind = kind::isInstance;
    return clause.stream()
        .anyMatch(token -> token instanceof Word(_, Meaning meaning) && isOfKind.test(meaning));
  }

  /** Only what means nothing may be left over. */
  private static void ignore(Token token) {
    if (!(token instanceof Word(_, Meaning.Nothing _))) {
      throw Misunderstanding.word(token.text());
    }
  }

  /** A share that something can have. */
  static double positive(String text, double share) {
    if (share <= 0 || share > 1) {
      throw new Misunderstanding(
          "\"" + text.strip() + "\" cannot be meant: an amount is above 0 and at most 100%.");
    }
    return share;
  }
}
