package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Instruction.Caption;
import dev.likeness.worker.instruction.Scene.Backdrop;
import dev.likeness.worker.instruction.Scene.Daytime;
import dev.likeness.worker.instruction.Token.Quoted;
import dev.likeness.worker.instruction.Token.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which backdrop a prompt asks for. Every word counts, as in an edit. */
final class SceneReader {
  private static final Map<String, Backdrop> BACKDROPS =
      named(
          Map.of(
              Backdrop.PLAIN, "plain solid uniform",
              Backdrop.GRADIENT, "gradient",
              Backdrop.STUDIO, "studio",
              Backdrop.SKY, "sky clouds",
              Backdrop.SEA, "sea ocean beach coast seaside",
              Backdrop.FOREST, "forest wood woods trees park garden",
              Backdrop.SNOW, "snow snowy winter",
              Backdrop.LIGHTS, "lights city bokeh"));
  private static final Map<String, Daytime> DAYTIMES =
      named(
          Map.of(
              Daytime.DAY, "day daylight sunny noon",
              Daytime.SUNSET, "sunset sunrise dusk dawn evening",
              Daytime.NIGHT, "night midnight stars starry"));
  private static final Map<String, Integer> COLOURS =
      Map.ofEntries(
          Map.entry("red", 0xB03A35),
          Map.entry("orange", 0xD98A45),
          Map.entry("yellow", 0xDCBC4E),
          Map.entry("green", 0x5C8A5A),
          Map.entry("teal", 0x3C7F82),
          Map.entry("turquoise", 0x58B2AE),
          Map.entry("blue", 0x4A76AC),
          Map.entry("navy", 0x26375A),
          Map.entry("purple", 0x70518F),
          Map.entry("pink", 0xD490A4),
          Map.entry("brown", 0x79573F),
          Map.entry("beige", 0xD5C3A6),
          Map.entry("cream", 0xEAE0CB),
          Map.entry("white", 0xECECEA),
          Map.entry("grey", 0x8C8E91),
          Map.entry("gray", 0x8C8E91),
          Map.entry("black", 0x202124));

  /** What a place is by nature may be said. */
  private static final Map<Backdrop, Set<String>> NATURAL =
      Map.of(
          Backdrop.SKY, Set.of("blue"),
          Backdrop.SEA, Set.of("blue", "turquoise"),
          Backdrop.FOREST, Set.of("green"),
          Backdrop.SNOW, Set.of("white"));

  private static final Set<String> NOTHING =
      Set.of(
          ("a an the this of in at on by near with before front against under to for is be and"
                  + " portrait photo photograph picture image headshot shot person people me us"
                  + " background backdrop behind beside next together please make create generate"
                  + " show wall scene colour colours color colors coloured colored tone tones as")
              .split(" ", -1));

  private final List<Caption> captions = new ArrayList<>();
  private final List<String> colours = new ArrayList<>();
  private Optional<Backdrop> backdrop = Optional.empty();
  private Optional<Daytime> daytime = Optional.empty();

  /**
   * @throws Misunderstanding if a word has no place in it
   */
  static Scene read(String prompt) {
    var reader = new SceneReader();
    for (List<Token> clause : Lexer.clauses(prompt)) {
      if (clause.stream().anyMatch(Quoted.class::isInstance)) {
        reader.caption(clause);
      } else {
        clause.forEach(reader::read);
      }
    }
    return reader.scene();
  }

  private void caption(List<Token> clause) {
    var reader = new ClauseReader();
    reader.read(clause);
    reader.instructions().stream().map(Caption.class::cast).forEach(captions::add);
  }

  private void read(Token token) {
    if (!(token instanceof Word)) {
      throw Misunderstanding.word(token.text());
    }
    String word = token.text().toLowerCase(Locale.ROOT);
    if (BACKDROPS.containsKey(word)) {
      backdrop = Optional.of(one(backdrop, BACKDROPS.get(word), token));
    } else if (DAYTIMES.containsKey(word)) {
      daytime = Optional.of(one(daytime, DAYTIMES.get(word), token));
    } else if (COLOURS.containsKey(word)) {
      colours.add(word);
    } else if (!NOTHING.contains(word)) {
      throw Misunderstanding.word(token.text());
    }
  }

  private Scene scene() {
    Backdrop chosen = backdrop.orElseGet(this::unnamed);
    if (daytime.isPresent() && !chosen.isOutside()) {
      throw new Misunderstanding("There is no time of day in front of a plain backdrop.");
    }
    List<String> free =
        colours.stream()
            .filter(colour -> !NATURAL.getOrDefault(chosen, Set.of()).contains(colour))
            .toList();
    if (free.size() > chosen.colours()) {
      throw new Misunderstanding(
          "\""
              + free.getLast()
              + "\" was not understood: a plain backdrop, a studio and lights have one colour, a"
              + " gradient one or two, and places their own.");
    }
    Daytime usual = chosen == Backdrop.LIGHTS ? Daytime.NIGHT : Daytime.DAY;
    return new Scene(
        chosen, daytime.orElse(usual), free.stream().map(COLOURS::get).toList(), captions);
  }

  private Backdrop unnamed() {
    if (daytime.isPresent()) {
      return Backdrop.SKY;
    }
    return colours.isEmpty()
        ? Backdrop.STUDIO
        : colours.size() == 1 ? Backdrop.PLAIN : Backdrop.GRADIENT;
  }

  /** "City lights" says one thing with two words; "sea and forest" says two. */
  private static <T> T one(Optional<T> before, T now, Token token) {
    if (before.isPresent() && !before.get().equals(now)) {
      throw new Misunderstanding(
          "\"" + token.text() + "\" was not understood: there is one backdrop in a picture.");
    }
    return now;
  }

  private static <T> Map<String, T> named(Map<T, String> lists) {
    var words = new HashMap<String, T>();
    lists.forEach(
        (meaning, list) -> {
          for (String word : list.split(" ", -1)) {
            words.put(word, meaning);
          }
        });
    return Map.copyOf(words);
  }
}
