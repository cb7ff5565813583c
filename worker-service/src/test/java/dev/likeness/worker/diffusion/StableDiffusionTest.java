package dev.likeness.worker.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.likeness.contract.Sha256;
import dev.likeness.worker.diffusion.text.ToyVocabulary;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyStable;
import dev.likeness.worker.starter.TinyStable.Export;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden pictures are those that {@code diffusion/pictures.py} prints. */
class StableDiffusionTest implements ImageGeneratorContract {
  private static final String END = "<|endoftext|>";
  private static final Map<String, String> TOKENIZER = ToyVocabulary.files(END);
  private static final Drawing LAKE = Drawing.of("a lake", 16, 8, 1);

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(1));
  private final Path shared;
  private final Path folder;
  private final StableDiffusion turbo;

  StableDiffusionTest(@TempDir Path directory) throws IOException {
    shared = directory.resolve("turbo");
    folder = directory.resolve("other");
    TinyStable.write(shared, Export.TODAY, scheduler("EulerDiscrete", "trailing"), TOKENIZER);
    turbo = StableDiffusion.load(ModelPack.directory(shared), device);
  }

  @AfterEach
  void close() {
    turbo.close();
    device.close();
  }

  @Override
  public ImageGenerator generator() {
    return turbo;
  }

  @Test
  void drawsWhatTheFormulasSay() {
    assertPicture(drawn(turbo, LAKE), 0x8b3855, 0x474744);
  }

  @Test
  void leadsAwayFromNothingByGuidance() throws IOException {
    TinyStable.write(folder, Export.TODAY, scheduler("EulerDiscrete", "leading"), TOKENIZER);

    assertPicture(draw(LAKE.inSteps(3)), 0x9e4b59, 0x5b5a48);
  }

  @Test
  void exportsInHalvesForOnePictureAtATimeDrawTheSame() throws IOException {
    TinyStable.write(folder, Export.HALVES, scheduler("EulerDiscrete", "leading"), TOKENIZER);

    assertPicture(draw(LAKE.inSteps(3)), 0x9e4b59, 0x5b5a48);
  }

  @Test
  void sdxlHasTwoEncodersASummaryAndTheSize() throws IOException {
    TinyStable.writeXl(
        folder,
        scheduler("EulerAncestralDiscrete", "trailing"),
        TOKENIZER,
        ToyVocabulary.files("!"));

    assertPicture(draw(LAKE), 0x534067, 0x2548a0);
  }

  @Test
  void latentConsistencyModelsAreToldTheirGuidance() throws IOException {
    TinyStable.writeLcm(
        folder,
        scheduler("LCM", "leading").replace("{", "{\"original_inference_steps\": 50, "),
        TOKENIZER);

    assertPicture(draw(LAKE), 0x7b556f, 0x54707b);
  }

  @Test
  void stepsThatAreAskedForAreTaken() {
    int[] heard = new int[1];

    turbo.draw(LAKE.inSteps(7), _ -> heard[0]++, new Cancellation()).close();

    assertThat(heard[0]).isEqualTo(8);
  }

  @Test
  void littleStrengthStaysNearThePhoto() {
    try (Photo house = Photos.photo(Scenes.house(64, 64))) {
      Drawing drawing = Drawing.of("a lake", 64, 64, 1);
      byte[] cells = cells(house);

      double little = distance(drawn(turbo, drawing.startingAs(house, .02)), cells);
      double half = distance(drawn(turbo, drawing.startingAs(house, .5)), cells);
      double all = distance(drawn(turbo, drawing), cells);

      assertThat(little).isLessThan(half / 2);
      assertThat(half).isLessThan(all);
      assertThat(little).isLessThan(15);
    }
  }

  @Test
  void aPhotoOfOtherProportionsIsCutInTheMiddle() {
    try (Photo wide = Photos.photo(Scenes.house(96, 32));
        Photo middle = Photos.photo(Scenes.house(96, 32).getSubimage(32, 0, 32, 32))) {
      Drawing drawing = Drawing.of("a lake", 64, 64, 1);

      assertThat(drawn(turbo, drawing.startingAs(wide, .5)))
          .isEqualTo(drawn(turbo, drawing.startingAs(middle, .5)));
    }
  }

  @Test
  void theAutoencoderSeesLargePicturesInTiles() {
    ModelPack pack = ModelPack.directory(shared);
    try (Part decoder = Part.load(pack, "diffusion.decode", device, StablePictures.DECODES);
        Part encoder = Part.load(pack, "diffusion.encode", device, StablePictures.ENCODES);
        Photo house = Photos.photo(Scenes.house(120, 80))) {
      var latents = new StablePictures.Latents(.5, .1, 8);
      var whole = new StablePictures(decoder, Optional.of(encoder), latents, Tiling.of(64));
      var tiled = new StablePictures(decoder, Optional.of(encoder), latents, Tiling.of(6));

      Planes seen = tiled.encode(house, new Cancellation());
      assertThat(distance(pixels(whole, seen), cells(house))).isLessThan(1);
      assertThat(distance(pixels(tiled, seen), cells(house))).isLessThan(1);
    }
  }

  @Test
  void saysWhatItDrawsBestAndHowLargeItMayBe() {
    assertThat(turbo.abilities()).isEqualTo(new Abilities(0, true, 64 * 64, 8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> drawn(turbo, Drawing.of("a lake", 136, 128, 1)))
        .withMessage("136 x 128 pixels, but these models draw at most 16384");
  }

  @Test
  void thePackMaySayHowItIsDrawn() throws IOException {
    TinyStable.write(folder, Export.TODAY, scheduler("EulerDiscrete", "leading"), TOKENIZER);
    manifest("sd", "{\"steps\": 3, \"guidance\": 7.5, \"pixels\": 1024, \"maxPixels\": 2048}");

    try (StableDiffusion generator = StableDiffusion.load(ModelPack.directory(folder), device)) {
      assertPicture(drawn(generator, LAKE), 0x9e4b59, 0x5b5a48);
      assertThat(generator.abilities().pixels()).isEqualTo(1024);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> drawn(generator, Drawing.of("a lake", 64, 64, 1)));
    }
  }

  @Test
  void refusesParametersAndAdaptersThatItDoesNotKnow() throws IOException {
    TinyStable.write(folder, Export.TODAY, scheduler("EulerDiscrete", "leading"), TOKENIZER);

    manifest("sd", "{\"steps\": 0}");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> draw(LAKE))
        .withMessageContaining("steps are 1 to 1000");
    manifest("sd3", "{}");
    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> draw(LAKE))
        .withMessageContaining(
            "diffusion.denoise is for the adapter sd3, expected sd, sdxl, lcm or flux2-klein");
  }

  @Test
  void withoutAnEncoderItBeginsWithNoiseAlone() throws IOException {
    TinyStable.write(folder, Export.TODAY, scheduler("EulerDiscrete", "trailing"), TOKENIZER);
    Files.delete(folder.resolve("vae_encoder/model.onnx"));

    try (StableDiffusion generator = StableDiffusion.load(ModelPack.directory(folder), device)) {
      assertThat(generator.abilities().starts()).isFalse();
      assertThat(generator.models()).hasSize(3);
    }
  }

  @Test
  void refusesAnotherDenoiserWithWhatItExpected() throws IOException {
    refused(
        "unet/model.onnx",
        TinyStable.otherUnet(9, 8),
        "input: expected sample FLOAT32 or FLOAT16 or FLOAT64 [1,4,?,?], got sample FLOAT32"
            + " [?,9,?,?]");
    refused(
        "unet/model.onnx",
        TinyStable.otherUnet(4, 7),
        "expected encoder_hidden_states FLOAT32 or FLOAT16 or FLOAT64 [1,77,8], got"
            + " encoder_hidden_states FLOAT32 [?,?,7]");
  }

  @Test
  void refusesPartsThatStandInTheWrongFolder() throws IOException {
    refused(
        "text_encoder/model.onnx",
        Files.readAllBytes(shared.resolve("vae_decoder/model.onnx")),
        "input: expected input_ids INT64 or INT32 [1,77], got none of that name");
    refused(
        "vae_encoder/model.onnx",
        Files.readAllBytes(shared.resolve("unet/model.onnx")),
        "output: expected latent_parameters");
  }

  @Test
  void refusesASchedulerThatItDoesNotKnow() throws IOException {
    refused(
        "scheduler/scheduler_config.json",
        scheduler("Heun", "trailing").getBytes(StandardCharsets.UTF_8),
        "expected _class_name to be EulerDiscreteScheduler");
  }

  @Test
  void aDecoderThatOverflowsGivesNoBlackPicture() throws IOException {
    TinyStable.write(folder, Export.TODAY, scheduler("EulerDiscrete", "trailing"), TOKENIZER);
    Files.write(folder.resolve("vae_decoder/model.onnx"), TinyStable.overflowingDecoder());

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> draw(LAKE))
        .withMessageContaining("numbers that overflowed: export it in single precision");
  }

  /** Writes a pack.json with all files of the folder. */
  private void manifest(String adapter, String parameters) throws IOException {
    Files.deleteIfExists(folder.resolve("pack.json"));
    List<String> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        files.add(
            "{\"path\": \"%s\", \"sha256\": \"%s\", \"bytes\": %d}"
                .formatted(folder.relativize(file), Sha256.hex(bytes), bytes.length));
      }
    }
    Files.writeString(
        folder.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "tiny", "version": "1",
         "license": {"spdx": "MIT", "commercial": true},
         "files": [%s],
         "roles": {
           "diffusion.text": {"adapter": "%s", "model": "text_encoder/model.onnx", "params": {}},
           "diffusion.denoise": {"adapter": "%s", "model": "unet/model.onnx", "params": %s},
           "diffusion.decode": {"adapter": "%s", "model": "vae_decoder/model.onnx", "params": {}}}}
        """
            .formatted(String.join(",\n", files), adapter, adapter, parameters, adapter));
  }

  private void refused(String file, byte[] bytes, String message) throws IOException {
    TinyStable.write(folder, Export.TODAY, scheduler("EulerDiscrete", "trailing"), TOKENIZER);
    Files.write(folder.resolve(file), bytes);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> draw(LAKE))
        .withMessageContaining(message);
  }

  /** With the models of this test's folder. */
  private byte[] draw(Drawing drawing) {
    try (StableDiffusion generator = StableDiffusion.load(ModelPack.directory(folder), device)) {
      return drawn(generator, drawing);
    }
  }

  private static byte[] drawn(ImageGenerator generator, Drawing drawing) {
    try (Photo photo = generator.draw(drawing, _ -> {}, new Cancellation())) {
      return Photos.bytes(photo);
    }
  }

  private static byte[] pixels(StablePictures pictures, Planes latents) {
    try (Photo photo = pictures.decode(latents, new Cancellation())) {
      return Photos.bytes(photo);
    }
  }

  /** Two cells of 8 x 8 pixels, each of one colour; levels may differ by one. */
  private static void assertPicture(byte[] pixels, int left, int right) {
    for (int i = 0; i < pixels.length; i++) {
      int colour = i / 3 % 16 < 8 ? left : right;
      int level = (colour >> (16 - i % 3 * 8)) & 255;
      assertThat(pixels[i] & 255).as("byte %d", i).isBetween(level - 1, level + 1);
    }
  }

  /** The mean colours of 8 x 8 pixels, which is all that the autoencoder keeps. */
  private static byte[] cells(Photo photo) {
    byte[] pixels = Photos.bytes(photo);
    byte[] cells = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int x = i / 3 % photo.width() / 8 * 8;
      int y = i / 3 / photo.width() / 8 * 8;
      int sum = 0;
      for (int k = 0; k < 64; k++) {
        sum += pixels[photo.offset(x + k % 8, y + k / 8) + i % 3] & 255;
      }
      cells[i] = (byte) Math.round(sum / 64f);
    }
    return cells;
  }

  /** Mean difference in levels. */
  private static double distance(byte[] one, byte[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 255) - (other[i] & 255));
    }
    return sum / one.length;
  }

  private static String scheduler(String name, String spacing) {
    return """
    {"_class_name": "%sScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear",
     "beta_start": 0.00085, "num_train_timesteps": 1000, "prediction_type": "epsilon",
     "steps_offset": %d, "timestep_spacing": "%s"}
    """
        .formatted(name, spacing.equals("leading") ? 1 : 0, spacing);
  }
}
