package dev.likeness.worker.starter;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.likeness.contract.Sha256;
import dev.likeness.worker.model.ModelPack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Graphs with the signatures of FLUX.2-klein that draw what can be foretold; for tests.
 *
 * <p>A token stands for 16 x 16 pixels, as 4 x 4 mean colours. The transformer leads the picture
 * nine tenths of the way, in each step, to what a token is to show: the token of the first
 * reference in the same row and column (the last ones of it where the picture is larger), or
 * without references one colour that follows from the text. A quarter of the mean of the second
 * reference is added. It finds references by their coordinates, and wrong coordinates of the text
 * make the picture white.
 */
public final class TinyFlux {
  /** Whom it draws. */
  public enum Manner {
    /** The first reference. */
    FAITHFUL,
    /** What the text says, whatever the references show. */
    BLIND,
    /** The first reference, if the noise that it begins with is a little bright in channel 127. */
    FICKLE
  }

  private static final int CHANNELS = 128;
  private static final int USED = 48;
  private static final int LENGTH = 512;
  private static final int WIDTH = 7680;

  private TinyFlux() {}

  /** A pack whose best pictures have so many pixels, and that takes coordinates as floats. */
  public static ModelPack pack(Path folder, Manner manner, int pixels) throws IOException {
    return pack(folder, manner, pixels, transformer(manner, DataType.FLOAT));
  }

  /** A pack whose transformer takes coordinates as whole numbers. */
  public static ModelPack packOfWholeNumbers(Path folder, int pixels) throws IOException {
    return pack(folder, Manner.FAITHFUL, pixels, transformer(Manner.FAITHFUL, DataType.INT64));
  }

  /** A pack whose denoising graph is the given one. */
  public static ModelPack packWith(Path folder, byte[] transformer) throws IOException {
    return pack(folder, Manner.FAITHFUL, 256 * 256, transformer);
  }

  private static ModelPack pack(Path folder, Manner manner, int pixels, byte[] transformer)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("text_encoder.onnx", textEncoder());
    files.put("transformer.onnx", transformer);
    files.put("vae_encoder.onnx", encoder());
    files.put("vae_decoder.onnx", decoder());
    files.put("tokenizer/tokenizer.json", bytes(tokenizer()));
    files.put("tokenizer/tokenizer_config.json", bytes("{\"pad_token\": \"<|endoftext|>\"}"));
    Files.createDirectories(folder.resolve("tokenizer"));
    for (var file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    String listed =
        files.entrySet().stream()
            .map(
                file ->
                    "{\"path\": \"%s\", \"sha256\": \"%s\", \"bytes\": %d}"
                        .formatted(
                            file.getKey(), Sha256.hex(file.getValue()), file.getValue().length))
            .collect(Collectors.joining(",\n"));
    Files.writeString(
        folder.resolve("pack.json"),
        """
        {"schema": "modelpack/1", "id": "tiny-flux-%s", "version": "1",
         "license": {"spdx": "Apache-2.0", "commercial": true},
         "files": [%s],
         "roles": {
           "diffusion.text": {"adapter": "qwen3", "model": "text_encoder.onnx", "params": {}},
           "diffusion.denoise": {"adapter": "flux2-klein", "model": "transformer.onnx",
                                 "params": {"pixels": %d}},
           "diffusion.encode": {"adapter": "flux2", "model": "vae_encoder.onnx", "params": {}},
           "diffusion.decode": {"adapter": "flux2", "model": "vae_decoder.onnx", "params": {}}}}
        """
            .formatted(manner.name().toLowerCase(java.util.Locale.ROOT), listed, pixels));
    return ModelPack.directory(folder);
  }

  /** Columns 0 to 2 are sines of ids and places, 0 where the mask is; the others are 0. */
  private static byte[] textEncoder() {
    var graph = new GraphBuilder("tiny_qwen3");
    String ids = number(graph, graph.input("input_ids", DataType.INT64, 1, LENGTH));
    String mask = number(graph, graph.input("attention_mask", DataType.INT64, 1, LENGTH));
    float[] places = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      places[i] = i + 1;
    }
    String column = graph.longs(1, LENGTH, 1);
    String mixed = graph.node("Mul", ids, graph.floats(places, 1, LENGTH));
    String waves =
        graph.node(
            "Sin",
            graph.node(
                "Mul",
                graph.node("Reshape", mixed, column),
                graph.floats(new float[] {1.1f, 2.3f, 3.7f}, 1, 1, 3)));
    String seen = graph.node("Mul", waves, graph.node("Reshape", mask, column));
    String wide = graph.node("Pad", seen, graph.longs(0, 0, 0, 0, 0, WIDTH - 3));
    graph.output(wide, "prompt_embeds", DataType.FLOAT, 1, LENGTH, WIDTH);
    return graph.build(new TreeMap<>());
  }

  /** As the class says. */
  public static byte[] transformer(Manner manner, DataType coordinates) {
    var graph = new GraphBuilder("tiny_flux2");
    String hidden = graph.input("hidden_states", DataType.FLOAT, 1, "tokens", CHANNELS);
    String text = graph.input("encoder_hidden_states", DataType.FLOAT, 1, LENGTH, WIDTH);
    String sigma = graph.input("timestep", DataType.FLOAT, 1);
    String places = number(graph, graph.input("img_ids", coordinates, 1, "tokens", 4));
    String textPlaces = number(graph, graph.input("txt_ids", coordinates, 1, LENGTH, 4));

    String first = belongs(graph, places, 10);
    String second = belongs(graph, places, 20);
    String present = graph.node("ReduceMax", Map.of("axes", new long[] {1}, "keepdims", 1), first);
    String copies =
        switch (manner) {
          case FAITHFUL -> present;
          case BLIND -> graph.node("Mul", present, scalar(graph, 0));
          case FICKLE -> graph.node("Mul", present, bright(graph, hidden, places));
        };
    String copied = graph.node("Mul", copies, copy(graph, hidden, places, first));
    String without = graph.node("Sub", scalar(graph, 1), copies);
    String told = graph.node("Mul", without, colour(graph, text));
    String style = graph.node("Mul", scalar(graph, .25f), meanOf(graph, hidden, second));
    String target = graph.node("Add", graph.node("Add", copied, told), style);
    target = graph.node("Add", target, wrong(graph, textPlaces));
    String way = graph.node("Div", graph.node("Sub", hidden, target), sigma);
    String velocity = graph.node("Mul", way, scalar(graph, .9f));
    graph.output(velocity, "noise_pred", DataType.FLOAT, 1, "tokens", CHANNELS);
    return graph.build(new TreeMap<>());
  }

  /** 1 for tokens of the picture with this number, else 0; [1, tokens, 1]. */
  private static String belongs(GraphBuilder graph, String places, float picture) {
    String far =
        graph.node("Abs", graph.node("Sub", column(graph, places, 0), scalar(graph, picture)));
    return graph.node(
        "Sub", scalar(graph, 1), graph.node("Clip", far, scalar(graph, 0), scalar(graph, 1)));
  }

  /** For each token, the one of the first reference in its row and column. */
  private static String copy(GraphBuilder graph, String hidden, String places, String first) {
    String row = column(graph, places, 1);
    String column = column(graph, places, 2);
    String lastRow = greatest(graph, graph.node("Mul", row, first));
    String lastColumn = greatest(graph, graph.node("Mul", column, first));
    String drawn = total(graph, belongs(graph, places, 0));
    String width = graph.node("Add", lastColumn, scalar(graph, 1));
    String inside =
        graph.node(
            "Add",
            graph.node("Mul", graph.node("Min", row, lastRow), width),
            graph.node("Min", column, lastColumn));
    String everything =
        total(graph, graph.node("Add", graph.node("Mul", row, scalar(graph, 0)), scalar(graph, 1)));
    String last = graph.node("Sub", everything, scalar(graph, 1));
    String index = graph.node("Min", graph.node("Add", drawn, inside), last);
    String whole =
        graph.node("Cast", Map.of("to", DataType.INT64.getNumber()), graph.node("Round", index));
    String flat = graph.node("Reshape", whole, graph.longs(-1));
    return graph.node("Gather", Map.of("axis", 1), hidden, flat);
  }

  /** 1 if the mean of channel 127 over the picture is above 0. */
  private static String bright(GraphBuilder graph, String hidden, String places) {
    String channel =
        graph.node("Slice", hidden, graph.longs(127), graph.longs(128), graph.longs(2));
    String mean = total(graph, graph.node("Mul", channel, belongs(graph, places, 0)));
    return graph.node(
        "Clip", graph.node("Mul", mean, scalar(graph, 1e6f)), scalar(graph, 0), scalar(graph, 1));
  }

  /** The colour that a text says, in all channels that show something. */
  private static String colour(GraphBuilder graph, String text) {
    String columns = graph.node("Slice", text, graph.longs(0), graph.longs(3), graph.longs(2));
    String strong =
        graph.node(
            "Mul",
            graph.node("ReduceMean", Map.of("axes", new long[] {1}, "keepdims", 1), columns),
            scalar(graph, LENGTH / 8f));
    String bounded = graph.node("Clip", strong, scalar(graph, -.8f), scalar(graph, .8f));
    float[] spread = new float[3 * CHANNELS];
    for (int channel = 0; channel < USED; channel++) {
      spread[channel % 3 * CHANNELS + channel] = 1;
    }
    return graph.node("MatMul", bounded, graph.floats(spread, 3, CHANNELS));
  }

  private static String meanOf(GraphBuilder graph, String hidden, String chosen) {
    String sum = total(graph, graph.node("Mul", hidden, chosen));
    String count = graph.node("Add", total(graph, chosen), scalar(graph, 1e-6f));
    return graph.node("Div", sum, count);
  }

  /** 0 if the text has its coordinates: 0, 0, 0 and the place. */
  private static String wrong(GraphBuilder graph, String textPlaces) {
    float[] right = new float[LENGTH * 4];
    for (int i = 0; i < LENGTH; i++) {
      right[4 * i + 3] = i;
    }
    String off =
        graph.node("Abs", graph.node("Sub", textPlaces, graph.floats(right, 1, LENGTH, 4)));
    return graph.node("ReduceMax", Map.of("axes", new long[] {1, 2}, "keepdims", 1), off);
  }

  /** Mean colours of 4 x 4 pixels, 4 x 4 of them in a token; 80 channels stay empty. */
  private static byte[] encoder() {
    var graph = new GraphBuilder("tiny_vae_encoder");
    String image = graph.input("image", DataType.FLOAT, 1, 3, "height", "width");
    String small =
        graph.node(
            "AveragePool",
            Map.of("kernel_shape", new long[] {4, 4}, "strides", new long[] {4, 4}),
            image);
    String tokens = graph.node("SpaceToDepth", Map.of("blocksize", 4), small);
    String all = graph.node("Pad", tokens, graph.longs(0, 0, 0, 0, 0, CHANNELS - USED, 0, 0));
    graph.output(all, "latents", DataType.FLOAT, 1, CHANNELS, "rows", "columns");
    return graph.build(new TreeMap<>());
  }

  private static byte[] decoder() {
    var graph = new GraphBuilder("tiny_vae_decoder");
    String latents = graph.input("latents", DataType.FLOAT, 1, CHANNELS, "rows", "columns");
    String used = graph.node("Slice", latents, graph.longs(0), graph.longs(USED), graph.longs(1));
    String small = graph.node("DepthToSpace", Map.of("blocksize", 4), used);
    String image =
        graph.node(
            "Resize",
            Map.of(
                "mode",
                "nearest",
                "nearest_mode",
                "floor",
                "coordinate_transformation_mode",
                "asymmetric"),
            small,
            "",
            graph.floats(new float[] {1, 1, 4, 4}, 4));
    graph.output(image, "image", DataType.FLOAT, 1, 3, "height", "width");
    return graph.build(new TreeMap<>());
  }

  private static String number(GraphBuilder graph, String x) {
    return graph.node("Cast", Map.of("to", DataType.FLOAT.getNumber()), x);
  }

  private static String scalar(GraphBuilder graph, float value) {
    return graph.floats(new float[] {value});
  }

  private static String column(GraphBuilder graph, String places, long index) {
    return graph.node("Slice", places, graph.longs(index), graph.longs(index + 1), graph.longs(2));
  }

  private static String greatest(GraphBuilder graph, String x) {
    return graph.node("ReduceMax", Map.of("axes", new long[] {1}, "keepdims", 1), x);
  }

  private static String total(GraphBuilder graph, String x) {
    return graph.node("ReduceSum", Map.of("keepdims", 1), x, graph.longs(1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A token for each byte (its id is the byte), and the special ones of Qwen3 from 256 on. */
  private static String tokenizer() {
    StringBuilder vocabulary = new StringBuilder();
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean shown =
          (value >= '!' && value <= '~')
              || (value >= 0xa1 && value <= 0xac)
              || (value >= 0xae && value <= 0xff);
      int letter = shown ? value : next++;
      vocabulary.append(value == 0 ? "" : ", ").append("\"\\u%04x\": %d".formatted(letter, value));
    }
    String[] special = {"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"};
    StringBuilder added = new StringBuilder();
    for (int i = 0; i < special.length; i++) {
      added
          .append(i == 0 ? "" : ", ")
          .append(
              """
              {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
               "normalized": false, "special": true}"""
                  .formatted(256 + i, special[i]));
    }
    return """
    {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
     "normalizer": null,
     "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false,
                       "use_regex": false},
     "post_processor": null,
     "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false},
     "model": {"type": "BPE", "dropout": null, "unk_token": null,
               "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": false,
               "byte_fallback": false, "vocab": {%s}, "merges": []}}
    """
        .formatted(added, vocabulary);
  }
}
