package dev.likeness.worker.instruction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts that say how much, and which look. */
class StrengthTest {
  private static final List<String> STYLES = List.of("candy", "mosaic", "rain-princess");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                        | 1
          Please enhance this photo                 | 1
          improve the quality                       | 1
          a subtle enhancement                      | .4
          enhance it a lot                          | .95
          [[9f86d081884c7d65]] slightly better      | .4
          60%                                       | .6
          """)
  void readsHowStrongAnEnhancementIsToBe(String prompt, double strength) {
    assertThat(Grammar.enhancement(prompt)).isEqualTo(new Understood<>(strength));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          make the sky pink                         | "sky" was not understood.
          warmer                                    | "warmer" was not understood.
          subtle, but strong                        | The prompt says twice how strong it is to be.
          """)
  void ignoresNothingThatAnEnhancementCannotDo(String prompt, String why) {
    assertThat(Grammar.enhancement(prompt)).isEqualTo(new NotUnderstood<>(why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          candy                                     | candy         | 1
          In the style of Mosaic                    | mosaic        | 1
          paint it like a rain princess, subtle     | rain-princess | .4
          RAIN-PRINCESS 60%                         | rain-princess | .6
          turn the photo into a mosaic painting     | mosaic        | 1
          """)
  void readsTheStyleThatARemixNames(String prompt, String style, double strength) {
    assertThat(Grammar.restyling(prompt, STYLES))
        .isEqualTo(new Understood<>(new Restyling(Optional.of(style), strength)));
  }

  @Test
  void meansTheReferenceWhereNoStyleIsNamed() {
    assertThat(Grammar.restyling("", STYLES))
        .isEqualTo(new Understood<>(new Restyling(Optional.empty(), .75)));
    assertThat(Grammar.restyling("apply the mood of the reference", STYLES))
        .isEqualTo(new Understood<>(new Restyling(Optional.empty(), .75)));
    assertThat(Grammar.restyling("candyfloss", STYLES))
        .isEqualTo(new NotUnderstood<>("\"candyfloss\" was not understood."));
    assertThat(Grammar.restyling("candy", List.of()))
        .isEqualTo(new NotUnderstood<>("\"candy\" was not understood."));
    assertThat(Grammar.restyling("candy and mosaic", STYLES))
        .isEqualTo(new NotUnderstood<>("The prompt names more than one style: candy, mosaic."));
    assertThat(Grammar.restyling("candy with a hat", STYLES))
        .isEqualTo(new NotUnderstood<>("\"hat\" was not understood."));
  }
}
