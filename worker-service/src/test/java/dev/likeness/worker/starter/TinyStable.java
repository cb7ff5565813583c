package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/**
 * Folders as Hugging Face Optimum exports Stable Diffusion, with graphs of the real signatures that
 * draw what {@code diffusion/pictures.py} foretells; for tests.
 *
 * <p>A token's state is made of sines of its id. The denoiser says that what it is shown is noise,
 * plus a number for each plane that follows from the mean state, the timestep, and what else it is
 * given. The autoencoder turns 8 x 8 pixels into their mean colour.
 */
public final class TinyStable {
  private static final int WIDTH = 8;
  private static final int SECOND_WIDTH = 6;
  private static final int SUMMARY = 5;
  private static final int GUIDANCE = 8;
  private static final int CHANNELS = 4;
  private static final int VOCABULARY = 39;
  private static final float GAIN = .12f;

  private final Path folder;
  private final Export export;

  /**
   * How the exporter declared things.
   *
   * @param floats of all tensors with a fraction
   * @param ids of tokens
   * @param timestep its type
   * @param lonely whether a timestep is a scalar, rather than a list
   * @param batch {@code batch} if any number will do, or 1
   * @param olderEncoder whether the autoencoder gives latents rather than their distribution
   */
  public record Export(
      DataType floats,
      DataType ids,
      DataType timestep,
      boolean lonely,
      Object batch,
      boolean olderEncoder) {
    /** Today's. */
    public static final Export TODAY =
        new Export(DataType.FLOAT, DataType.INT64, DataType.INT64, true, "batch", false);

    /** In half precision, for one picture at a time. */
    public static final Export HALVES =
        new Export(DataType.FLOAT16, DataType.INT32, DataType.FLOAT16, false, 1, true);
  }

  private TinyStable(Path folder, Export export) {
    this.folder = folder;
    this.export = export;
  }

  /** A folder of Stable Diffusion 1 or 2. */
  public static void write(
      Path folder, Export export, String scheduler, Map<String, String> tokenizer)
      throws IOException {
    var tiny = new TinyStable(folder, export);
    tiny.common("StableDiffusionPipeline", scheduler, tokenizer);
    tiny.put("text_encoder/model.onnx", tiny.encoder(false, WIDTH, Math::sin, 1, -1));
    tiny.put("unet/model.onnx", tiny.unet(CHANNELS, WIDTH, false, false));
  }

  /** A folder of a latent consistency model, whose guidance is an input. */
  public static void writeLcm(Path folder, String scheduler, Map<String, String> tokenizer)
      throws IOException {
    var tiny = new TinyStable(folder, Export.TODAY);
    tiny.common("LatentConsistencyModelPipeline", scheduler, tokenizer);
    tiny.put("text_encoder/model.onnx", tiny.encoder(false, WIDTH, Math::sin, 1, -1));
    tiny.put("unet/model.onnx", tiny.unet(CHANNELS, WIDTH, false, true));
  }

  /** A folder of SDXL, whose second tokenizer has its own padding. */
  public static void writeXl(
      Path folder, String scheduler, Map<String, String> tokenizer, Map<String, String> second)
      throws IOException {
    var tiny = new TinyStable(folder, Export.TODAY);
    tiny.common("StableDiffusionXLPipeline", scheduler, tokenizer);
    for (var file : second.entrySet()) {
      tiny.put("tokenizer_2/" + file.getKey(), file.getValue());
    }
    tiny.put("text_encoder/model.onnx", tiny.encoder(true, WIDTH, Math::sin, 1, -1));
    tiny.put("text_encoder_2/model.onnx", tiny.encoder(true, SECOND_WIDTH, Math::cos, 0, SUMMARY));
    tiny.put("unet/model.onnx", tiny.unet(CHANNELS, WIDTH + SECOND_WIDTH, true, false));
  }

  /** A denoiser for another number of planes, or for states of another width. */
  public static byte[] otherUnet(int channels, int width) {
    return new TinyStable(Path.of(""), Export.TODAY).unet(channels, width, false, false);
  }

  /** A decoder whose numbers overflow. */
  public static byte[] overflowingDecoder() {
    return new TinyStable(Path.of(""), Export.TODAY).decoder(Float.POSITIVE_INFINITY);
  }

  private void common(String pipeline, String scheduler, Map<String, String> tokenizer)
      throws IOException {
    put("model_index.json", "{\"_class_name\": \"%s\"}".formatted(pipeline));
    put("scheduler/scheduler_config.json", scheduler);
    for (var file : tokenizer.entrySet()) {
      put("tokenizer/" + file.getKey(), file.getValue());
    }
    put("unet/config.json", "{\"sample_size\": 8, \"block_out_channels\": [4]}");
    put("vae_decoder/config.json", "{\"block_out_channels\": [1, 2, 3, 4]}");
    put("vae_decoder/model.onnx", decoder(GAIN));
    put("vae_encoder/model.onnx", autoencoder());
  }

  /**
   * CLIP's signature.
   *
   * @param layers whether states between layers are outputs, of which the last but one counts
   * @param summary width of the text's summary, or -1 for none
   */
  private byte[] encoder(
      boolean layers, int width, DoubleUnaryOperator wave, int first, int summary) {
    var graph = new GraphBuilder("tiny_clip");
    String ids = graph.input("input_ids", export.ids(), export.batch(), "sequence");
    float[] table = new float[VOCABULARY * width];
    for (int i = 0; i < table.length; i++) {
      table[i] = (float) wave.applyAsDouble(i + first);
    }
    String states = graph.node("Gather", graph.floats(table, VOCABULARY, width), ids);
    if (layers) {
      states(graph, graph.node("Mul", states, scalar(graph, 10)), "hidden_states.0", width);
      states(graph, states, "hidden_states.1", width);
      states(graph, graph.node("Neg", states), "hidden_states.2", width);
      states(graph, graph.node("Mul", states, scalar(graph, 5)), "last_hidden_state", width);
    } else {
      states(graph, states, "last_hidden_state", width);
    }
    if (summary > 0) {
      float[] mixture = new float[width * summary];
      for (int i = 0; i < mixture.length; i++) {
        mixture[i] = (i / summary + i % summary + 1) / 10f;
      }
      String whole =
          graph.node("MatMul", mean(graph, states), graph.floats(mixture, width, summary));
      graph.output(out(graph, whole), "text_embeds", export.floats(), export.batch(), summary);
    }
    return graph.build(new TreeMap<>());
  }

  private void states(GraphBuilder graph, String value, String name, int width) {
    graph.output(out(graph, value), name, export.floats(), export.batch(), "sequence", width);
  }

  private byte[] unet(int channels, int width, boolean xl, boolean lcm) {
    var graph = new GraphBuilder("tiny_unet");
    String sample = in(graph, "sample", export.batch(), channels, "height", "width");
    String time =
        export.lonely()
            ? graph.input("timestep", export.timestep())
            : graph.input("timestep", export.timestep(), "steps");
    String states = in(graph, "encoder_hidden_states", export.batch(), "sequence", width);
    float[] weights = new float[width * channels];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i + 1) * .2f;
    }
    String said = graph.node("MatMul", mean(graph, states), graph.floats(weights, width, channels));
    float[] late = new float[channels];
    for (int i = 0; i < channels; i++) {
      late[i] = 2e-5f * (i + 1);
    }
    String when = graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), time);
    said = graph.node("Add", said, graph.node("Mul", when, graph.floats(late, 1, channels)));
    if (xl) {
      String summary = in(graph, "text_embeds", export.batch(), SUMMARY);
      String sizes = in(graph, "time_ids", export.batch(), 6);
      said = graph.node("Add", said, weighted(graph, summary, SUMMARY, .01f));
      said = graph.node("Add", said, weighted(graph, sizes, 6, 1e-4f));
    }
    if (lcm) {
      String guidance = in(graph, "timestep_cond", export.batch(), GUIDANCE);
      said = graph.node("Add", said, weighted(graph, guidance, GUIDANCE, .01f));
    }
    String planes = graph.node("Reshape", said, graph.longs(-1, channels, 1, 1));
    graph.output(
        out(graph, graph.node("Add", sample, planes)),
        "out_sample",
        export.floats(),
        export.batch(),
        channels,
        "height",
        "width");
    return graph.build(new TreeMap<>());
  }

  /** The sum of 1, 2, 3 ... times the unit times each column; [batch, 1]. */
  private static String weighted(GraphBuilder graph, String value, int columns, float unit) {
    float[] weights = new float[columns];
    for (int i = 0; i < columns; i++) {
      weights[i] = unit * (i + 1);
    }
    return graph.node("MatMul", value, graph.floats(weights, columns, 1));
  }

  private byte[] decoder(float gain) {
    var graph = new GraphBuilder("tiny_vae_decoder");
    String latents = in(graph, "latent_sample", export.batch(), CHANNELS, "rows", "columns");
    String colours = graph.node("Slice", latents, graph.longs(0), graph.longs(3), graph.longs(1));
    String image =
        graph.node(
            "Resize",
            Map.of(
                "mode", "nearest",
                "nearest_mode", "floor",
                "coordinate_transformation_mode", "asymmetric"),
            graph.node("Mul", colours, scalar(graph, gain)),
            "",
            graph.floats(new float[] {1, 1, 8, 8}, 4));
    graph.output(
        out(graph, image), "sample", export.floats(), export.batch(), 3, "height", "width");
    return graph.build(new TreeMap<>());
  }

  /** The fourth plane is empty; variances would spoil the picture. */
  private byte[] autoencoder() {
    var graph = new GraphBuilder("tiny_vae_encoder");
    String image = in(graph, "sample", export.batch(), 3, "height", "width");
    String small =
        graph.node(
            "AveragePool",
            Map.of("kernel_shape", new long[] {8, 8}, "strides", new long[] {8, 8}),
            image);
    String colours = graph.node("Div", small, scalar(graph, GAIN));
    String latents = graph.node("Pad", colours, graph.longs(0, 0, 0, 0, 0, 1, 0, 0));
    if (export.olderEncoder()) {
      graph.output(
          out(graph, latents),
          "latent_sample",
          export.floats(),
          export.batch(),
          CHANNELS,
          "rows",
          "columns");
      return graph.build(new TreeMap<>());
    }
    String variance =
        graph.node("Add", graph.node("Mul", latents, scalar(graph, 0)), scalar(graph, 50));
    graph.output(
        out(graph, graph.node("Concat", Map.of("axis", 1), latents, variance)),
        "latent_parameters",
        export.floats(),
        export.batch(),
        2 * CHANNELS,
        "rows",
        "columns");
    return graph.build(new TreeMap<>());
  }

  private static String mean(GraphBuilder graph, String states) {
    return graph.node("ReduceMean", Map.of("axes", new long[] {1}, "keepdims", 0), states);
  }

  private String in(GraphBuilder graph, String name, Object... dimensions) {
    String input = graph.input(name, export.floats(), dimensions);
    return export.floats() == DataType.FLOAT
        ? input
        : graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), input);
  }

  private String out(GraphBuilder graph, String value) {
    return export.floats() == DataType.FLOAT
        ? value
        : graph.node("Cast", Map.of("to", export.floats().getNumber()), value);
  }

  private static String scalar(GraphBuilder graph, float value) {
    return graph.floats(new float[] {value});
  }

  private void put(String path, String text) throws IOException {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
