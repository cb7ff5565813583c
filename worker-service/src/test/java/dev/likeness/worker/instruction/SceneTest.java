package dev.likeness.worker.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SceneTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [[0123456789abcdef]]                              | studio day
          A portrait of [[0123456789abcdef]] in a studio    | studio day
          [[a1]] and [[b2]] in front of a plain red wall    | plain day b03a35
          blue background                                   | plain day 4a76ac
          gradient                                          | gradient day
          gradient in teal and cream                        | gradient day 3c7f82 eae0cb
          pink and white                                    | gradient day d490a4 ececea
          navy studio                                       | studio day 26375a
          [[a1]] under a blue sky with clouds               | sky day
          sunset                                            | sky sunset
          a starry night                                    | sky night
          [[a1]] at the beach                               | sea day
          by the sea at sunset                              | sea sunset
          [[a1]] in the forest at dawn                      | forest sunset
          in the green woods                                | forest day
          white snow at night                               | snow night
          city lights                                       | lights night
          purple bokeh lights                               | lights night 70518f
          city in the evening                               | lights sunset
          [[a1]] at the beach, caption "Hello, Anna"        | sea day Hello, Anna
          studio with the caption 'Top' at the top          | studio day Top
          """)
  void reads(String prompt, String expected) {
    assertThat(read(prompt)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [[a1]] on a sailing boat        | "sailing" was not understood.
          [[a1]] as a pirate              | "pirate" was not understood.
          [[a1]] smiling in a studio      | "smiling" was not understood.
          a lighthouse at dawn            | "lighthouse" was not understood.
          sea and forest                  | "forest" was not understood: there is one backdrop
          sunset at night                 | "night" was not understood: there is one backdrop
          studio at night                 | There is no time of day in front of a plain backdrop.
          red forest                      | "red" was not understood
          red blue studio                 | "blue" was not understood
          red green blue gradient         | "blue" was not understood
          studio 50%                      | "50%" was not understood.
          studio, caption "a" "b"         | A caption is one text
          studio, caption "Hi" in red     | "red" was not understood.
          """)
  void saysWhatItDoesNotUnderstand(String prompt, String why) {
    assertThat(read(prompt)).startsWith(why);
  }

  private static String read(String prompt) {
    return switch (Grammar.scene(prompt)) {
      case Understood<Scene>(Scene scene) -> brief(scene);
      case NotUnderstood<Scene>(String why) -> why;
    };
  }

  private static String brief(Scene scene) {
    var brief =
        new StringBuilder(scene.backdrop() + " " + scene.daytime())
            .append(" ".repeat(scene.colours().isEmpty() ? 0 : 1));
    scene.colours().forEach(colour -> brief.append(String.format("%06x ", colour)));
    String words = brief.toString().strip().toLowerCase(Locale.ROOT);
    return scene.captions().isEmpty() ? words : words + " " + scene.captions().getFirst().text();
  }
}
