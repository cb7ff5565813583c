package dev.likeness.worker.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every image generator does, the fake of the tests included. */
public interface ImageGeneratorContract {
  /** The generator under test; the test class closes it. */
  ImageGenerator generator();

  @Test
  default void drawsInTheSizeThatWasAskedFor() {
    int multiple = generator().abilities().multiple();

    try (Photo picture = draw(Drawing.of("a lake", 8 * multiple, 4 * multiple, 1))) {
      assertThat(picture.width()).isEqualTo(8 * multiple);
      assertThat(picture.height()).isEqualTo(4 * multiple);
    }
  }

  @Test
  default void drawsTheSameAgainAndAnotherPictureForAnotherSeedOrPrompt() {
    byte[] picture = drawn(square("a lake", 1));

    assertThat(drawn(square("a lake", 1))).isEqualTo(picture);
    assertThat(drawn(square("a lake", 2))).isNotEqualTo(picture);
    assertThat(drawn(square("a house", 1))).isNotEqualTo(picture);
  }

  @Test
  default void looksAtReferencesInTheirOrder() {
    int references = generator().abilities().references();
    assumeTrue(references > 1, "draws by the prompt alone");
    try (Photo red = plain(Color.RED);
        Photo blue = plain(Color.BLUE)) {
      byte[] picture = drawn(square("image 1 in the style of image 2", 1));

      byte[] seeing = drawn(square("image 1 in the style of image 2", 1).lookingAt(List.of(red)));
      assertThat(seeing).isNotEqualTo(picture);
      assertThat(drawn(square("image 1", 1).lookingAt(List.of(red, blue))))
          .isNotEqualTo(drawn(square("image 1", 1).lookingAt(List.of(blue, red))));
    }
  }

  @Test
  default void beginsWithAPhoto() {
    assumeTrue(generator().abilities().starts(), "begins with noise alone");
    try (Photo house = Photos.photo(Scenes.house(96, 64))) {
      Drawing drawing = square("a lake", 1);

      byte[] little = drawn(drawing.startingAs(house, .5));

      assertThat(little).isNotEqualTo(drawn(drawing));
      assertThat(drawn(drawing.startingAs(house, .5))).isEqualTo(little);
    }
  }

  @Test
  default void refusesWhatItCannotDo() {
    Abilities abilities = generator().abilities();
    try (Photo red = plain(Color.RED)) {
      List<Photo> tooMany = Collections.nCopies(abilities.references() + 1, red);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> draw(square("a lake", 1).lookingAt(tooMany)));
      if (!abilities.starts()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> draw(square("a lake", 1).startingAs(red, .5)));
      }
    }
    if (abilities.multiple() > 1) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> draw(Drawing.of("a lake", 8 * abilities.multiple() + 1, 64, 1)));
    }
  }

  @Test
  default void tellsHowFarItIs() {
    List<Double> heard = new ArrayList<>();

    generator().draw(square("a lake", 1).inSteps(3), heard::add, new Cancellation()).close();

    assertThat(heard).isSorted().allMatch(part -> part > 0 && part <= 1).hasSizeGreaterThan(2);
    assertThat(heard.getLast()).isEqualTo(1);
  }

  @Test
  default void stopsBetweenSteps() {
    var cancellation = new Cancellation();
    List<Double> heard = new ArrayList<>();

    assertThatExceptionOfType(RunCancelled.class)
        .isThrownBy(
            () ->
                generator()
                    .draw(
                        square("a lake", 1).inSteps(3),
                        done -> {
                          heard.add(done);
                          cancellation.request();
                        },
                        cancellation)
                    .close());
    assertThat(heard).hasSize(1);
  }

  @Test
  default void namesItsModels() {
    assertThat(generator().models()).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  default void prefersSizesThatItDraws() {
    Abilities abilities = generator().abilities();
    for (double ratio : new double[] {1, 16 / 9.0, 2 / 3.0}) {
      var size = abilities.size(ratio);
      assertThat(size.width() % abilities.multiple()).isZero();
      assertThat(size.height() % abilities.multiple()).isZero();
    }
  }

  private Drawing square(String prompt, long seed) {
    int side = 8 * generator().abilities().multiple();
    return Drawing.of(prompt, side, side, seed);
  }

  private byte[] drawn(Drawing drawing) {
    try (Photo picture = draw(drawing)) {
      return Photos.bytes(picture);
    }
  }

  private Photo draw(Drawing drawing) {
    return generator().draw(drawing, _ -> {}, new Cancellation());
  }

  private static Photo plain(Color colour) {
    var image = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[128 * 128];
    Arrays.fill(pixels, colour.getRGB());
    image.setRGB(0, 0, 128, 128, pixels, 0, 128);
    return Photos.photo(image);
  }
}
