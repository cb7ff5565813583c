package dev.likeness.worker.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.instruction.Instruction.Adjust;
import dev.likeness.worker.instruction.Instruction.Blur;
import dev.likeness.worker.instruction.Instruction.Caption;
import dev.likeness.worker.instruction.Instruction.Crop;
import dev.likeness.worker.instruction.Instruction.Give;
import dev.likeness.worker.instruction.Instruction.Mirror;
import dev.likeness.worker.instruction.Instruction.Turn;
import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          brighter                                      | exposure 40
          Make it slightly brighter!                    | exposure 20
          a lot darker, please                          | exposure -70
          Can you make this photo a bit warmer?         | warmth 20
          less bright                                   | exposure -40
          the picture is too dark                       | exposure 40
          increase the contrast by 25%                  | contrast 25
          reduce saturation 30 percent                  | saturation -30
          contrast -15                                  | contrast -15
          contrast 15%                                  | contrast 15
          exposure +0.5 stops                           | exposure 25
          1 stop darker                                 | exposure -50
          -1 EV exposure                                | exposure -50
          much more vivid colours                       | saturation 70
          muted colors                                  | saturation -40
          completely desaturate it                      | saturation -100
          sharpen                                       | sharpness 40
          add a strong vignette                         | vignette 70
          darken the edges a little                     | vignette 20
          brighten the shadows                          | shadows 40
          lift the shadows slightly                     | shadows 20
          darken the highlights a lot                   | highlights -70
          warmer and brighter                           | warmth 40, exposure 40
          increase brightness and contrast by 20%       | exposure 20, contrast 20
          slightly raise contrast, saturation and sharpness | contrast 20, saturation 20, sharpness 20
          more contrast but less saturation             | contrast 40, saturation -40
          reduce contrast and brighter                  | contrast -40, exposure 40
          cooler tones with more contrast               | warmth -40, contrast 40
          black and white                               | black_and_white 100
          turn it into a B&W photo                      | black_and_white 100
          warm vintage look                             | warmth 40, vintage 100
          a subtle sepia effect                         | sepia 20
          50% sepia                                     | sepia 50
          blur the background                           | blur 40
          Please make the background a bit blurry       | blur 20
          background blur +60%                          | blur 60
          a lot more background blur                    | blur 70
          strong bokeh                                  | blur 70
          bokeh background                              | blur 40
          a very soft background, warmer                | blur 70, warmth 40
          increase contrast and background blur by 20%  | contrast 40, blur 20
          the backdrop completely out of focus          | blur 100
          shallow depth of field                        | blur 40
          [[0123456789abcdef]] brighter                 | exposure 40
          rotate 90 degrees                             | turn 90
          rotate left                                   | turn -90
          Turn the picture upside down                  | turn 180
          straighten by 2.5° counter-clockwise          | turn -2.5
          rotate -3 degrees                             | turn -3
          flip it                                       | mirror left_and_right
          flip vertically                               | mirror top_and_bottom
          mirror it left to right                       | mirror left_and_right
          crop to 4:5                                   | crop 4.0:5.0
          crop to a square                              | crop 1.0:1.0
          16x9 format                                   | crop 16.0:9.0
          crop to portrait 4:5                          | crop 4.0:5.0
          add the caption "Hello, and welcome"          | caption bottom Hello, and welcome
          write 'Summer' at the top                     | caption top Summer
          crop to 1:1, rotate right; black and white. Add a caption “Us” | crop 1.0:1.0, turn 90, black_and_white 100, caption bottom Us
          """)
  void reads(String prompt, String expected) {
    assertThat(read(prompt)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make the sky brighter             | "sky" was not understood.
          remove the man                    | "remove" was not understood.
          brighter and put a hat on her     | "hat" was not understood.
          don't make it brighter            | "don't" was not understood.
          blur the sky                      | Only the background can be blurred
          blur it                           | Only the background can be blurred
          darken the background             | "background" was not understood: it can only be
          brighten the blurred background   | "brighten" was not understood.
          less background blur              | "blur the background" can be added to a photo, not
          blur the background by 1 stop     | "blur the background" was not understood.
          remove the background             | "background" was not understood: it can only be
          replace the blurred background    | "replace" was not understood.
          heller und wärmer                 | "heller" was not understood.
          もっと明るく                        | "もっと明るく" was not understood.
          brighter #2                       | "#" was not understood.
          make it                           | The prompt does not say what to change.
          [[0123456789abcdef]]              | The prompt does not say what to change.
          contrast                          | Say whether there is to be more or less of "contrast".
          more                              | "more" was not understood: it does not say of what.
          rotate                            | Say by how many degrees to turn
          straighten                        | Say by how many degrees to turn
          rotate 90 degrees 20 degrees      | "20 degrees" was not understood.
          rotate 400 degrees                | A turn has 360 degrees at most.
          crop                              | Say to which proportions to crop
          crop to 100:1                     | "100:1" cannot be meant: proportions are between
          crop the left half                | "left" was not understood.
          brighter 0%                       | "0%" cannot be meant: an amount is above 0
          brighter by 200%                  | "200%" cannot be meant: an amount is above 0
          exposure +5 stops                 | "+5 stops" cannot be meant
          contrast +1 stop                  | Only exposure is measured in stops
          less vignette                     | "vignette" can be added to a photo, not taken away.
          less sharp                        | "sharp" can be added to a photo, not taken away.
          increase more contrast            | "more" was not understood.
          contrast 20% 30%                  | "30%" was not understood.
          add the caption ""                | A caption is one text of 1 to 120 letters
          "brighter"  and "b" "c"           | A caption is one text of 1 to 120 letters
          caption Hello                     | "caption" was not understood.
          write "Hi" in red                 | "red" was not understood.
          sharpen the face                  | "face" was not understood.
          """)
  void saysWhatItDoesNotUnderstand(String prompt, String why) {
    assertThat(read(prompt)).startsWith(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                        | 0.75
          subtle                                    | 0.4
          somewhat                                  | 0.55
          strong                                    | 0.95
          60%                                       | 0.6
          Apply the look of the reference fully     | 1.0
          Restyle my photo in the same style, a bit | 0.4
          [[0123456789abcdef]] match the colours    | 0.75
          """)
  void readsHowStrongALookIsToBe(String prompt, String expected) {
    assertThat(
            switch (Grammar.strength(prompt)) {
              case Understood<Double>(Double value) -> value.toString();
              case NotUnderstood<Double> _ -> "?";
            })
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"as an oil painting", "make him smile", "subtle, strong", "0%", "\"bold\""})
  void takesNothingElseInAPromptForALook(String prompt) {
    assertThat(Grammar.strength(prompt)).isInstanceOf(NotUnderstood.class);
  }

  /** The instructions in short, or why there are none. */
  private static String read(String prompt) {
    return switch (Grammar.edits(prompt)) {
      case Understood<List<Instruction>>(List<Instruction> instructions) ->
          instructions.stream().map(GrammarTest::brief).collect(Collectors.joining(", "));
      case NotUnderstood<List<Instruction>>(String why) -> why;
    };
  }

  private static String brief(Instruction instruction) {
    String text =
        switch (instruction) {
          case Adjust(Quality quality, double amount) -> quality + " " + percent(amount);
          case Blur(double amount) -> "blur " + percent(amount);
          case Give(Look look, double amount) -> look + " " + percent(amount);
          case Turn(double degrees) ->
              "turn " + (degrees == Math.rint(degrees) ? "" + Math.round(degrees) : "" + degrees);
          case Mirror(Mirror.Axis axis) -> "mirror " + axis;
          case Crop(Proportions(double width, double height)) -> "crop " + width + ":" + height;
          case Caption(String caption, Caption.Place place) ->
              "caption " + place.name().toLowerCase(Locale.ROOT) + " " + caption;
        };
    return instruction instanceof Caption ? text : text.toLowerCase(Locale.ROOT);
  }

  private static long percent(double share) {
    return Math.round(share * 100);
  }
}
