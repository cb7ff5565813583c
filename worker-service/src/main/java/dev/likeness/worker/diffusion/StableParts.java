package dev.likeness.worker.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.likeness.worker.diffusion.schedule.Scheduler;
import dev.likeness.worker.diffusion.text.TextTokenizer;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelRuntime;
import dev.likeness.worker.model.SignatureCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What a folder of Stable Diffusion consists of, loaded and fitted together; owns all of it. */
final class StableParts implements AutoCloseable {
  static final String DENOISE = "diffusion.denoise";

  private static final String TEXT = "diffusion.text";
  private static final String SECOND_TEXT = "diffusion.text.2";
  private static final String ENCODE = "diffusion.encode";
  private static final String DECODE = "diffusion.decode";

  private final Deque<Runnable> owned = new ArrayDeque<>();
  private final List<ModelFile> models = new ArrayList<>();
  private final ModelPack pack;
  private final ModelRuntime runtime;
  private final StableFiles files;
  private final StableFamily family;
  private final Scheduler scheduler;
  private final StablePictures.Latents latents;
  private final StableText text;
  private final StableUnet unet;
  private final Part decoder;
  private final Optional<Part> encoder;

  private StableParts(ModelPack pack, ModelRuntime runtime) {
    this.pack = pack;
    this.runtime = runtime;
    this.files = new StableFiles(pack);
    this.family = StableFamily.of(pack).orElseThrow(this::otherFamily);
    this.scheduler = Scheduler.configured(files.scheduler());
    this.latents = family.latents(files);
    try {
      TextTokenizer tokenizer = tokenizer("tokenizer");
      this.text =
          switch (family) {
            case SD, LCM -> new StableText.One(voice(tokenizer));
            case SDXL -> both(tokenizer);
          };
      Part denoiser = load(DENOISE, StableUnet.check(tokenizer.length(), text));
      this.unet =
          new StableUnet(
              denoiser, tokenizer.length(), whole(files.config("unet"), "time_cond_proj_dim"));
      this.decoder = load(DECODE, StablePictures.DECODES);
      this.encoder =
          pack.has(ENCODE) ? Optional.of(load(ENCODE, StablePictures.ENCODES)) : Optional.empty();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  static StableParts load(ModelPack pack, ModelRuntime runtime) {
    return new StableParts(pack, runtime);
  }

  List<ModelFile> models() {
    return List.copyOf(models);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  StableText text() {
    return text;
  }

  StableUnet unet() {
    return unet;
  }

  /** What is drawn how, where the pack says nothing else. */
  StableSettings usualSettings() {
    return StableSettings.of(
        files, scheduler, latents.factor(), family.side(), unet.embedsGuidance());
  }

  /** The autoencoder, which sees so many pixels at once, in width and in height. */
  StablePictures pictures(int tile) {
    return new StablePictures(decoder, encoder, latents, Tiling.of(tile / latents.factor()));
  }

  /** Of which number of pixels the denoiser needs multiples: it halves latents a few times. */
  int multiple() {
    int levels = files.config("unet").path("block_out_channels").size();
    return latents.factor() << (levels == 0 ? 3 : levels - 1);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }

  private StableVoice voice(TextTokenizer tokenizer) {
    Part encoder = load(TEXT, StableVoice.lastLayer(tokenizer.length()));
    return new StableVoice(encoder, tokenizer, false, hidden("text_encoder"));
  }

  private StableText both(TextTokenizer tokenizer) {
    if (files.index().path("requires_aesthetics_score").asBoolean()) {
      throw files.refused("this is SDXL's refiner, which does not draw by itself");
    }
    TextTokenizer second = tokenizer("tokenizer_2");
    if (second.length() != tokenizer.length()) {
      throw files.refused(
          "expected tokenizers of one length, got %d and %d"
              .formatted(tokenizer.length(), second.length()));
    }
    Part one = load(TEXT, StableVoice.layers(tokenizer.length(), false));
    Part two = load(SECOND_TEXT, StableVoice.layers(second.length(), true));
    return new StableText.Two(
        new StableVoice(one, tokenizer, true, hidden("text_encoder")),
        new StableVoice(two, second, true, hidden("text_encoder_2")),
        files.index().path("force_zeros_for_empty_prompt").asBoolean(true));
  }

  private OptionalInt hidden(String part) {
    return whole(files.config(part), "hidden_size");
  }

  private static OptionalInt whole(JsonNode config, String field) {
    JsonNode value = config.path(field);
    return value.isInt() && value.intValue() > 0
        ? OptionalInt.of(value.intValue())
        : OptionalInt.empty();
  }

  private Part load(String role, SignatureCheck check) {
    Part part = Part.load(pack, role, runtime, check);
    owned.push(part::close);
    models.add(part.file());
    return part;
  }

  private TextTokenizer tokenizer(String folder) {
    TextTokenizer tokenizer = TextTokenizer.clip(pack, folder);
    owned.push(tokenizer::close);
    return tokenizer;
  }

  private ModelException otherFamily() {
    return files.refused(
        "%s is for the adapter %s, expected %s or %s"
            .formatted(
                DENOISE,
                pack.adapter(DENOISE),
                String.join(", ", StableFamily.adapters()),
                FluxKlein.ADAPTER));
  }
}
