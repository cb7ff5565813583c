package dev.likeness.worker.instruction;

import dev.likeness.worker.instruction.Instruction.Caption.Place;
import dev.likeness.worker.instruction.Instruction.Mirror.Axis;
import dev.likeness.worker.instruction.Meaning.Along;
import dev.likeness.worker.instruction.Meaning.At;
import dev.likeness.worker.instruction.Meaning.Background;
import dev.likeness.worker.instruction.Meaning.Blurring;
import dev.likeness.worker.instruction.Meaning.Bokeh;
import dev.likeness.worker.instruction.Meaning.Captioning;
import dev.likeness.worker.instruction.Meaning.Cropping;
import dev.likeness.worker.instruction.Meaning.Direction;
import dev.likeness.worker.instruction.Meaning.Mirroring;
import dev.likeness.worker.instruction.Meaning.Nothing;
import dev.likeness.worker.instruction.Meaning.Of;
import dev.likeness.worker.instruction.Meaning.Shaped;
import dev.likeness.worker.instruction.Meaning.Side;
import dev.likeness.worker.instruction.Meaning.Strength;
import dev.likeness.worker.instruction.Meaning.Styled;
import dev.likeness.worker.instruction.Meaning.Turning;
import dev.likeness.worker.instruction.Meaning.Unknown;
import dev.likeness.worker.instruction.Meaning.UpsideDown;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The words of the grammar, in lower case. */
final class Vocabulary {
  /** Words between two clauses. */
  static final Set<String> SEPARATORS =
      Set.of("and", "then", "also", "plus", "with", "but", "&", "while");

  private static final Map<String, Meaning> WORDS = new Vocabulary().words;

  private final Map<String, Meaning> words = new HashMap<>();

  private Vocabulary() {
    fillers();
    words(
        new Strength(.2),
        "slight slightly subtly subtle gently gentle mildly mild tad touch bit little");
    phrases(new Strength(.2), "a bit", "a little", "a little bit", "a touch", "a tad");
    words(new Strength(.4), "somewhat moderately moderate medium fairly rather quite");
    words(new Strength(.7), "much very lots strongly strong really significantly considerably");
    words(new Strength(.7), "heavily heavy dramatically dramatic far");
    phrases(new Strength(.7), "a lot", "a lot more");
    words(new Strength(1), "extremely maximum maximally completely fully totally entirely full");
    words(new Direction(1), "more increase increased raise raised boost boosted higher up lift");
    words(new Direction(1), "lifted stronger bump intensify");
    words(new Direction(-1), "less decrease decreased reduce reduced lower lowered down drop cut");
    words(new Direction(-1), "weaker too");
    tonal();
    colourful();
    geometric();
    words(new Bokeh(), "bokeh");
    phrases(new Bokeh(), "shallow depth of field", "portrait mode");
    words(new Blurring(), "blur blurred blurry blurrier blurring defocus defocused");
    words(new Blurring(), "soft softer soften softened");
    phrases(new Blurring(), "out of focus");
    words(new Background(), "background backdrop");
    words(new Captioning(), "caption captioned text title write writing written says saying");
    words(new Captioning(), "reading words");
    words(new At(Place.TOP), "top above");
    words(new At(Place.BOTTOM), "bottom below underneath");
    words(new At(Place.MIDDLE), "middle center centre centered centred");
  }

  /** The meaning of a word or phrase in lower case. */
  static Meaning of(String word) {
    return WORDS.getOrDefault(word, new Unknown());
  }

  private void fillers() {
    words(new Nothing(), "a an the this that it its i my in of on to for by at into is be");
    words(new Nothing(), "photo photograph image picture pic shot snapshot whole entire overall");
    words(new Nothing(), "please kindly can could would you want like looks look looking make");
    words(new Nothing(), "makes turn give add apply put do set convert change adjust edit fix");
    words(new Nothing(), "correct use some effect filter style tone tones level levels feel so");
  }

  private void tonal() {
    words(new Of(Quality.EXPOSURE, 0), "exposure brightness light");
    words(new Of(Quality.EXPOSURE, 1), "bright brighter brighten brightened lighter lighten");
    words(new Of(Quality.EXPOSURE, -1), "dark darker darken darkened dim dimmer");
    words(new Of(Quality.CONTRAST, 0), "contrast");
    words(new Of(Quality.CONTRAST, 1), "contrasty punchy punchier");
    words(new Of(Quality.CONTRAST, -1), "flat flatter");
    words(new Of(Quality.SHADOWS, 0), "shadow shadows");
    words(new Of(Quality.HIGHLIGHTS, 0), "highlight highlights");
    words(new Of(Quality.SHARPNESS, 0), "sharpness");
    words(new Of(Quality.SHARPNESS, 1), "sharp sharper sharpen sharpened crisp crisper");
    words(new Of(Quality.VIGNETTE, 1), "vignette vignetting");
    words(new Of(Quality.VIGNETTE, 0), "edges corners borders");
  }

  private void colourful() {
    words(new Of(Quality.WARMTH, 0), "warmth temperature");
    words(new Of(Quality.WARMTH, 1), "warm warmer");
    words(new Of(Quality.WARMTH, -1), "cool cooler cold colder");
    words(new Of(Quality.SATURATION, 0), "saturation vibrance colour colours color colors");
    words(new Of(Quality.SATURATION, 1), "saturated saturate vivid vibrant colourful colorful");
    words(new Of(Quality.SATURATION, -1), "desaturate desaturated muted mute pale paler");
    words(new Styled(Look.BLACK_AND_WHITE), "b&w bw monochrome greyscale grayscale");
    phrases(new Styled(Look.BLACK_AND_WHITE), "black and white", "grey scale", "gray scale");
    words(new Styled(Look.SEPIA), "sepia");
    words(new Styled(Look.VINTAGE), "vintage retro");
  }

  private void geometric() {
    words(new Turning(), "rotate rotated straighten straightened tilt tilted");
    words(new Side(1), "right clockwise");
    words(new Side(-1), "left counterclockwise anticlockwise");
    phrases(new Side(-1), "counter clockwise", "anti clockwise");
    phrases(new UpsideDown(), "upside down");
    words(new Mirroring(), "flip flipped mirror mirrored");
    words(new Along(Axis.LEFT_AND_RIGHT), "horizontally horizontal sideways");
    phrases(new Along(Axis.LEFT_AND_RIGHT), "left to right");
    words(new Along(Axis.TOP_AND_BOTTOM), "vertically vertical");
    phrases(new Along(Axis.TOP_AND_BOTTOM), "top to bottom");
    words(new Cropping(), "crop cropped trim aspect ratio format");
    words(new Shaped(new Proportions(1, 1)), "square");
    words(new Shaped(new Proportions(16, 9)), "widescreen");
    words(new Shaped(new Proportions(3, 4)), "portrait");
    words(new Shaped(new Proportions(4, 3)), "landscape");
  }

  private void words(Meaning meaning, String list) {
    phrases(meaning, list.split(" ", -1));
  }

  private void phrases(Meaning meaning, String... phrases) {
    for (String phrase : phrases) {
      if (words.put(phrase, meaning) != null) {
        throw new IllegalStateException(phrase + " is in the vocabulary twice");
      }
    }
  }
}
