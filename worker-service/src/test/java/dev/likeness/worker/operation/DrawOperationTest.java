package dev.likeness.worker.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.PastingGenerator;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.OperationRunner.Candidate;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a generator is asked for by each operation. */
class DrawOperationTest {
  private final InMemoryBlobStore blobs = new InMemoryBlobStore();
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final PhotoGate gate = new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder());
  private final ProfilePhotos profiles = new ProfilePhotos(new ProfileStore(blobs), decoder);
  private final PastingGenerator generator = PastingGenerator.able();
  private final PastingGenerator overPhotos =
      new PastingGenerator(new Abilities(0, true, 256 * 256, 64));

  @Test
  void drawsTheProfilesOfAPromptByTheirBestPhotos() {
    profile("anna", .2, .9, .4, .7);

    generate("[[anna]] at the sea.", Map.of(), "anna");

    Drawing drawing = generator.drawings().getFirst();
    assertThat(drawing.prompt())
        .isEqualTo("the person in image 1 at the sea. Images 1, 2 and 3 show the same person.");
    assertThat(widths(drawing)).as("the best of four first").containsExactly(31, 33, 32);
  }

  @Test
  void callsAnAnimalAnAnimal() {
    profile("rex", .5);
    String stored = new String(blobs.read("profiles/acme/rex/profile.json").orElseThrow(), UTF_8);
    blobs.put(
        "profiles/acme/rex/profile.json",
        stored.replace("\"pack\"", "\"kind\": \"ANIMAL\", \"pack\"").getBytes(UTF_8));

    generate("[[rex]] runs", Map.of(), "rex");

    assertThat(generator.drawings().getFirst().prompt()).isEqualTo("the animal in image 1 runs");
  }

  @Test
  void sharesTheReferencesAmongTheProfiles() {
    profile("anna", .2, .9, .4);
    profile("ben", .5);

    generate("[[ ben ]] meets [[anna]]", Map.of(), "anna", "ben");

    Drawing drawing = generator.drawings().getFirst();
    assertThat(drawing.prompt())
        .isEqualTo(
            "the person in image 3 meets the person in image 1. Images 1 and 2 show the same"
                + " person.");
    assertThat(widths(drawing)).containsExactly(31, 32, 30);
  }

  @Test
  void editsPhotosAndShowsProfilesThatThePromptDoesNotName() {
    profile("anna", .2, .9);

    edit(generator, "put a hat on her", Map.of(), List.of(photo(160, 90), photo(64, 64)), "anna");

    Drawing drawing = generator.drawings().getFirst();
    assertThat(drawing.prompt())
        .isEqualTo(
            "put a hat on her. Show the person in image 3. Images 3 and 4 show the same person.");
    assertThat(widths(drawing)).containsExactly(160, 64, 31, 30);
    assertThat(drawing.start()).isEmpty();
    assertThat(drawing.width()).as("as the first photo").isGreaterThan(drawing.height());
  }

  @Test
  void beginsWithThePhotoWhereModelsCannotLookAtIt() {
    profile("anna", .5);

    Made made =
        edit(
            overPhotos,
            "a watercolour of [[anna]]",
            Map.of("aspect_ratio", "1:1"),
            List.of(photo(160, 90)),
            "anna");

    Drawing drawing = overPhotos.drawings().getFirst();
    assertThat(drawing.prompt()).isEqualTo("a watercolour of the person");
    assertThat(drawing.references()).isEmpty();
    Drawing.Start start = drawing.start().orElseThrow();
    assertThat(start.strength()).isEqualTo(.6);
    assertThat(made.images().getFirst().width()).isEqualTo(1024);
    assertThat(made.images().getFirst().height()).isEqualTo(1024);
  }

  @Test
  void remixesTheContentOfTheFirstInTheStyleOfTheSecond() {
    profile("anna", .2);

    Made made =
        run(
            DrawOperation.remix(studio(generator)),
            spec(Operation.REMIX, "softly", Map.of(), "anna"),
            List.of(photo(160, 90), photo(64, 48)));

    Drawing drawing = generator.drawings().getFirst();
    assertThat(drawing.prompt())
        .isEqualTo("Image 1 in the style of image 2. softly. Show the person in image 3.");
    assertThat(widths(drawing)).containsExactly(160, 64, 30);
    assertThat(made.images().getFirst().width()).isEqualTo(2048);
    assertThat(made.images().getFirst().height()).isEqualTo(1152);
  }

  @ParameterizedTest
  @CsvSource({"1K, 16:9, 1024, 576", "2K, 3:4, 1536, 2048", "1K, auto, 1024, 1024"})
  void bringsWhatIsDrawnToTheSizeThatWasAskedFor(
      String resolution, String ratio, int width, int height) {
    Made made = generate("a lake", Map.of("resolution", resolution, "aspect_ratio", ratio));

    Drawing drawing = generator.drawings().getFirst();
    assertThat((double) drawing.width() * drawing.height() / (256 * 256)).isBetween(.9, 1.1);
    assertThat(made.images().getFirst().width()).isEqualTo(width);
    assertThat(made.images().getFirst().height()).isEqualTo(height);
  }

  @Test
  void drawsEveryOutputAndEveryTryDifferentlyAndTheSameJobAgain() {
    JobSpec spec = spec(Operation.GENERATE, "a lake", Map.of());
    JobAttempt attempt = Attempts.of(JobSpec.newBuilder(spec).setOutputCount(2).build());
    DrawOperation operation = DrawOperation.generate(studio(generator));

    Made made = run(operation, attempt, List.of());
    run(operation, attempt, List.of());
    operation.run(
        attempt,
        Inputs.of(),
        new Candidate(1, List.of(1)),
        new StageClock(System::nanoTime, (_, _) -> {}),
        new Cancellation());

    List<Long> seeds = generator.drawings().stream().map(Drawing::seed).toList();
    assertThat(seeds.subList(0, 2)).isEqualTo(seeds.subList(2, 4)).doesNotHaveDuplicates();
    assertThat(seeds.subList(0, 2)).doesNotContain(seeds.get(4));
    assertThat(made.images()).hasSize(2);
    assertThat(made.models()).extracting("role").containsExactly("paste");
    assertThat(operation.candidates(spec)).isGreaterThan(1);
  }

  @Test
  void saysWhatItCannotDraw() {
    for (String id : List.of("a", "b", "c", "d", "e")) {
      profile(id, .5);
    }
    assertRefused(
        () -> generate(" ", Map.of()),
        FailureCode.INVALID_REQUEST,
        "Say in the prompt what the picture is to show.");
    assertRefused(
        () -> generate("all of them", Map.of(), "a", "b", "c", "d", "e"),
        FailureCode.INVALID_REQUEST,
        "A picture can show at most 4 profiles with the models of this installation, not 5.");
    assertRefused(
        () ->
            run(
                DrawOperation.generate(studio(overPhotos)),
                spec(Operation.GENERATE, "[[a]]", Map.of(), "a"),
                List.of()),
        FailureCode.OPERATION_UNAVAILABLE,
        "edit a photo of the person");
    assertRefused(
        () -> edit(generator, "[[a]]", Map.of(), List.of(photo(8, 8)), "a"),
        FailureCode.EDIT_NOT_UNDERSTOOD,
        "Say in the prompt what is to be changed.");
    assertRefused(
        () -> edit(generator, "swap them", Map.of(), Collections.nCopies(5, photo(8, 8))),
        FailureCode.INVALID_REQUEST,
        "at most 4 photos, not 5");
    assertRefused(
        () -> generate("[[gone]]", Map.of(), "gone"), FailureCode.PROFILE_NOT_FOUND, "gone");
    assertThat(DrawOperation.remixes(overPhotos)).isFalse();
    var words = new PastingGenerator(new Abilities(0, false, 256 * 256, 64));
    assertThat(DrawOperation.edits(overPhotos)).isTrue();
    assertThat(DrawOperation.edits(words)).isFalse();
  }

  @Test
  void editsExactlyWhatTheGrammarUnderstandsAndDrawsTheRest() {
    DrawOperation drawn = DrawOperation.edit(studio(generator));
    Made exactly = Attempts.made(new byte[] {1});
    var edit = ElseDrawn.edit((_, _, _, _) -> exactly, drawn);
    List<byte[]> one = List.of(photo(64, 64));

    assertThat(run(edit, spec(Operation.EDIT, "brighter, crop to 4:5", Map.of()), one))
        .isSameAs(exactly);
    assertThat(edit.candidates(spec(Operation.EDIT, "brighter", Map.of()))).isOne();
    assertThat(run(edit, spec(Operation.EDIT, "brighter, with a dog", Map.of()), one))
        .isNotSameAs(exactly);
    assertThat(edit.candidates(spec(Operation.EDIT, "add a dog", Map.of()))).isGreaterThan(1);
    assertThat(edit.capability().note()).contains("exactly").contains("(pasting)");
  }

  @Test
  void leavesProfilesToWhatComposesThemWhereModelsCannotLookAtPhotos() {
    Made composed = Attempts.made(new byte[] {1});
    var generate =
        ElseDrawn.generate((_, _, _, _) -> composed, DrawOperation.generate(studio(overPhotos)));

    assertThat(run(generate, spec(Operation.GENERATE, "[[a]]", Map.of(), "a"), List.of()))
        .isSameAs(composed);
    assertThat(run(generate, spec(Operation.GENERATE, "a lake", Map.of()), List.of()))
        .isNotSameAs(composed);
  }

  private static void assertRefused(Runnable drawing, FailureCode code, String detail) {
    assertThatExceptionOfType(OperationRefused.class)
        .isThrownBy(drawing::run)
        .withMessageContaining(detail)
        .matches(refused -> refused.code() == code);
  }

  private Made generate(String prompt, Map<String, String> parameters, String... ids) {
    return run(
        DrawOperation.generate(studio(generator)),
        spec(Operation.GENERATE, prompt, parameters, ids),
        List.of());
  }

  private Made edit(
      PastingGenerator pasting,
      String prompt,
      Map<String, String> parameters,
      List<byte[]> photos,
      String... ids) {
    return run(
        DrawOperation.edit(studio(pasting)), spec(Operation.EDIT, prompt, parameters, ids), photos);
  }

  private Studio studio(PastingGenerator pasting) {
    return new Studio(gate, pasting, profiles, Optional.empty(), Optional.empty());
  }

  private static JobSpec spec(
      Operation operation, String prompt, Map<String, String> parameters, String... ids) {
    return Attempts.spec(1)
        .setOperation(operation)
        .setPrompt(prompt)
        .setParameters(parameters)
        .setProfileIds(List.of(ids))
        .setOutputFormat(OutputFormat.JPG)
        .build();
  }

  private static Made run(OperationRunner operation, JobSpec spec, List<byte[]> photos) {
    return run(operation, Attempts.of(spec), photos);
  }

  private static Made run(OperationRunner operation, JobAttempt attempt, List<byte[]> photos) {
    return operation.run(
        attempt,
        Inputs.of(photos.toArray(byte[][]::new)),
        new StageClock(System::nanoTime, (_, _) -> {}),
        new Cancellation());
  }

  /** Photos are closed after the drawing, but know their size. */
  private static List<Integer> widths(Drawing drawing) {
    return drawing.references().stream().map(Photo::width).toList();
  }

  /** A profile with a crop for each quality; crops are 30, 31, ... pixels wide. */
  private void profile(String id, double... qualities) {
    String folder = "profiles/acme/" + id;
    StringBuilder crops = new StringBuilder();
    for (int i = 0; i < qualities.length; i++) {
      crops
          .append(i == 0 ? "" : ", ")
          .append(
              "{\"file\": \"%d.jpg\", \"photo\": %d, \"quality\": %s}"
                  .formatted(i, i, qualities[i]));
      blobs.put(folder + "/run/crops/" + i + ".jpg", photo(30 + i, 40));
    }
    String profile =
        """
        {"schema": "profile/1", "run": "run", "trainedAt": "2026-11-20T10:00:00Z",
         "pack": "tiny", "model": "0", "crops": [%s]}
        """
            .formatted(crops);
    blobs.put(folder + "/profile.json", profile.getBytes(UTF_8));
  }

  private static byte[] photo(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] colours = new int[width * height];
    Arrays.fill(colours, 0x336699);
    image.setRGB(0, 0, width, height, colours, 0, width);
    return ImageFiles.file(image, "png");
  }
}
