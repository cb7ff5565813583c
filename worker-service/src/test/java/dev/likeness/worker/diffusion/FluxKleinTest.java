package dev.likeness.worker.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.starter.TinyFlux;
import dev.likeness.worker.starter.TinyFlux.Manner;
import dev.likeness.worker.testing.ListeningRuntime;
import dev.likeness.worker.testing.ListeningRuntime.Heard;
import dev.likeness.worker.testing.Photos;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FLUX.2-klein with graphs of its signature whose every answer is known. */
class FluxKleinTest implements ImageGeneratorContract {
  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final ListeningRuntime runtime = new ListeningRuntime(device);
  private FluxKlein flux;

  @BeforeEach
  void load() throws IOException {
    flux = FluxKlein.load(TinyFlux.pack(folder, Manner.FAITHFUL, 256 * 256), runtime);
  }

  @AfterEach
  void close() {
    flux.close();
    device.close();
  }

  @Override
  public ImageGenerator generator() {
    return flux;
  }

  /**
   * In the tiny vocabulary a byte is its own id, and the special tokens have 256 (end of text), 257
   * and 258 (begin and end of a turn), 259 and 260 (begin and end of thinking). By hand:
   *
   * <pre>
   * [257] + list(b"user\nhi\xc3\xa9< |x") + [258] + list(b"\n")
   *   + [257] + list(b"assistant\n") + [259] + list(b"\n\n") + [260] + list(b"\n\n")
   * </pre>
   */
  @Test
  void readsThePromptAsATurnOfAChat() {
    draw(Drawing.of("hié<|x", 32, 32, 1));

    Heard text = runtime.of("diffusion.text").getFirst();
    float[] expected = {
      257, 117, 115, 101, 114, 10, 104, 105, 195, 169, 60, 32, 124, 120, 258, 10, 257, 97, 115, 115,
      105, 115, 116, 97, 110, 116, 10, 259, 10, 10, 260, 10, 10
    };
    float[] ids = text.input("input_ids");
    float[] mask = text.input("attention_mask");
    assertThat(ids).hasSize(512).startsWith(expected);
    assertThat(Arrays.copyOfRange(ids, expected.length, 512)).containsOnly(256);
    assertThat(Arrays.copyOf(mask, expected.length)).containsOnly(1);
    assertThat(Arrays.copyOfRange(mask, expected.length, 512)).containsOnly(0);
  }

  @Test
  void placesEveryTokenByItsPictureRowAndColumn() {
    try (Photo wide = Photo.allocate(32, 16);
        Photo high = Photo.allocate(16, 32)) {
      draw(Drawing.of("hi", 32, 48, 1).lookingAt(List.of(wide, high)));
    }

    Heard step = runtime.of("diffusion.denoise").getFirst();
    assertThat(step.shape("img_ids")).containsExactly(1L, 10L, 4L);
    assertThat(step.input("img_ids"))
        .containsExactly(
            0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0, 0, 2, 1, 0, // drawn
            10, 0, 0, 0, 10, 0, 1, 0, // the first reference: one row, two columns
            20, 0, 0, 0, 20, 1, 0, 0); // the second: two rows, one column
    float[] text = step.input("txt_ids");
    assertThat(text).startsWith(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2).endsWith(0, 0, 0, 511);
  }

  /**
   * Six tokens, four steps, in Python:
   *
   * <pre>
   * m200 = .00016927*6 + .45666666; m10 = 8.73809524e-05*6 + 1.89833333
   * a = (m200 - m10)/190; e = math.exp(a*4 + m200 - 200*a)
   * [e/(e + 1/s - 1) for s in (1, .75, .5, .25)] + [0]
   *   -> [1.0, 0.9544785, 0.8748313, 0.6996761, 0]
   * </pre>
   */
  @Test
  void walksFromNoiseToPictureByTheVelocitiesOfItsOwnTokens() {
    double[] sigmas = {1, .9544785, .8748313, .6996761, 0};
    try (Photo reference = Photo.allocate(48, 32)) {
      draw(Drawing.of("hi", 32, 48, 1).lookingAt(List.of(reference)));
    }

    List<Heard> steps = runtime.of("diffusion.denoise");
    assertThat(steps).hasSize(4);
    int own = 6 * TokenGrid.CHANNELS;
    float[] begin = steps.getFirst().input("hidden_states");
    float[] seen = runtime.of("diffusion.encode").getFirst().output("latents");
    for (int step = 0; step < 4; step++) {
      float[] sigma = steps.get(step).input("timestep");
      assertThat(sigma[0]).isCloseTo((float) sigmas[step], within(1e-6f));
      float[] here = steps.get(step).input("hidden_states");
      assertThat(Arrays.copyOfRange(here, own, here.length))
          .as("a reference stays as it was encoded")
          .isEqualTo(Arrays.copyOfRange(begin, own, begin.length));
      float[] velocity = steps.get(step).output("noise_pred");
      float[] next =
          step < 3
              ? steps.get(step + 1).input("hidden_states")
              : tokens(runtime.of("diffusion.decode").getFirst().input("latents"));
      float way = (float) (sigmas[step + 1] - sigmas[step]);
      for (int i = 0; i < own; i += 37) {
        assertThat(next[i]).isCloseTo(here[i] + way * velocity[i], within(1e-4f));
      }
    }
    // The second row and third column of a reference with two rows and three columns.
    assertThat(begin[own + 5 * TokenGrid.CHANNELS + 7]).isEqualTo(seen[7 * 6 + 5]);
  }

  @Test
  void beginsWithNoiseOfMeanZeroAndDeviationOne() {
    draw(Drawing.of("hi", 256, 256, 1));

    float[] noise = runtime.of("diffusion.denoise").getFirst().input("hidden_states");
    double sum = 0;
    double squares = 0;
    for (float value : noise) {
      sum += value;
      squares += value * value;
    }
    assertThat(sum / noise.length).isCloseTo(0, within(.02));
    assertThat(squares / noise.length).isCloseTo(1, within(.02));
  }

  /**
   * Of what is drawn, .0728 are still the noise that it began with: the product of {@code 1 - .9*(1
   * - s[i+1]/s[i])} over the four steps for 64 tokens. The rest is the reference.
   */
  @Test
  void drawsTheReferenceThatItsTokensShow() {
    try (Photo reference = quarters();
        Photo drawn = picture(Drawing.of("hi", 128, 128, 1).lookingAt(List.of(reference)))) {
      double rest = 1 - .0728;
      int dark = (int) Math.round(127.5 - 127.5 * rest);
      int light = (int) Math.round(127.5 + 127.5 * rest);
      assertColour(mean(drawn, 0, 0), light, dark, dark);
      assertColour(mean(drawn, 64, 0), dark, light, dark);
      assertColour(mean(drawn, 0, 64), dark, dark, light);
      assertColour(mean(drawn, 64, 64), light, light, light);
    }
  }

  /** 3000 x 1000 is too large by a factor of 2.861: 1773 x 591, of which whole squares are kept. */
  @Test
  void looksAtAMegapixelOfAReference() {
    try (Photo large = Photo.allocate(3000, 1000);
        Photo small = Photo.allocate(50, 9)) {
      draw(Drawing.of("hi", 32, 32, 1).lookingAt(List.of(large, small)));
    }

    assertThat(runtime.of("diffusion.encode"))
        .extracting(run -> run.shape("image"))
        .containsExactly(List.of(1L, 3L, 576L, 1760L), List.of(1L, 3L, 16L, 48L));
  }

  @Test
  void speaksToGraphsThatCountInWholeNumbers() throws IOException {
    byte[] floats = bytes(flux);
    ModelPack pack = TinyFlux.packOfWholeNumbers(folder.resolve("whole"), 256 * 256);
    try (var whole = FluxKlein.load(pack, device)) {
      assertThat(bytes(whole)).isEqualTo(floats);
    }
  }

  @Test
  void saysHowAGraphDiffersFromWhatItExpects() throws IOException {
    byte[] other = TinyFlux.transformer(Manner.BLIND, DataType.UINT8);
    ModelPack pack = TinyFlux.packWith(folder.resolve("other"), other);

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> FluxKlein.load(pack, device).close())
        .withMessageContaining(
            "input: expected img_ids INT64 or INT32 or FLOAT32 or FLOAT16 [1,?,4], got img_ids"
                + " UINT8 [1,?,4]");
  }

  private static byte[] bytes(FluxKlein generator) {
    try (Photo reference = quarters();
        Photo drawn =
            generator.draw(
                Drawing.of("hi", 64, 64, 1).lookingAt(List.of(reference)),
                _ -> {},
                new Cancellation())) {
      return Photos.bytes(drawn);
    }
  }

  private void draw(Drawing drawing) {
    picture(drawing).close();
  }

  private Photo picture(Drawing drawing) {
    return flux.draw(drawing, _ -> {}, new Cancellation());
  }

  /** Planes as tokens. */
  private static float[] tokens(float[] planes) {
    int count = planes.length / TokenGrid.CHANNELS;
    float[] tokens = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      tokens[i % count * TokenGrid.CHANNELS + i / count] = planes[i];
    }
    return tokens;
  }

  /** Red, green, blue and white, each 64 x 64. */
  private static Photo quarters() {
    var image = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    Color[] colours = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    for (int i = 0; i < colours.length; i++) {
      pen.setColor(colours[i]);
      pen.fillRect(i % 2 * 64, i / 2 * 64, 64, 64);
    }
    pen.dispose();
    return Photos.photo(image);
  }

  /** Mean colour of 64 x 64 pixels. */
  private static int[] mean(Photo photo, int left, int top) {
    long[] sums = new long[3];
    for (int y = top; y < top + 64; y++) {
      for (int x = left; x < left + 64; x++) {
        int rgb = Photos.rgb(photo, x, y);
        sums[0] += rgb >> 16;
        sums[1] += rgb >> 8 & 255;
        sums[2] += rgb & 255;
      }
    }
    return Arrays.stream(sums).mapToInt(sum -> (int) (sum / (64 * 64))).toArray();
  }

  private static void assertColour(int[] mean, int red, int green, int blue) {
    assertThat(mean[0]).isCloseTo(red, within(4));
    assertThat(mean[1]).isCloseTo(green, within(4));
    assertThat(mean[2]).isCloseTo(blue, within(4));
  }
}
