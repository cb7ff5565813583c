package dev.likeness.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.PriceList.Item;
import dev.likeness.ingest.catalogue.PriceList.PerImage;
import dev.likeness.schema.v1.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {
  private static final Catalogue CATALOGUE = CatalogueFile.read();

  @TempDir private Path folder;

  @Test
  void hasAPriceForEverythingInTheCatalogueAndForNothingElse() {
    assertThat(PriceFile.read("", CATALOGUE).items()).containsOnlyKeys(Item.allOf(CATALOGUE));
  }

  @Test
  void readsTheOperatorsFile() throws IOException {
    String place =
        written(
            own().replace("enhance: {without_identity: 120000", "enhance: {without_identity: 7"));

    assertThat(PriceFile.read(place, CATALOGUE).perImage(Item.pinned(Operation.ENHANCE)))
        .isEqualTo(new PerImage(7, 150_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "standard: 2900000 | standard: lots | train.standard must be a whole number, 0 or more",
        "standard: 2900000 | standard: -1 | train.standard must be a whole number, 0 or more",
        "standard: 2900000 | standrad: 1 | train.standrad is not known; expected are: standard, fast",
        "'  fast: 1490000' | '' | train.fast is missing",
        "remix: {without_identity: 120000, | remix: {without_identity: 150001, | remix must not be lower",
        "reve: | rave: | base_models.rave is not known",
        "input_tokens: {edit: 2200, | input_tokens: {edit: x, | tokens.input_tokens.edit must be",
        "train: | train | is not YAML"
      })
  void saysWhichEntryIsWrong(String good, String bad, String complaint) throws IOException {
    String place = written(own().replace(good, bad == null ? "" : bad));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceFile.read(place, CATALOGUE))
        .withMessageContaining(complaint)
        .withMessageStartingWith(place);
  }

  @Test
  void saysThatAFileIsNotThere() {
    String place = folder.resolve("none.yml").toString();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PriceFile.read(place, CATALOGUE))
        .withMessageStartingWith(place + " cannot be read");
  }

  private String written(String text) throws IOException {
    return Files.writeString(folder.resolve("prices.yml"), text).toString();
  }

  private static String own() throws IOException {
    try (InputStream in = PriceFileTest.class.getResourceAsStream("/prices.yml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
