package dev.likeness.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.starter.TinyWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders as publishers fill them; what is in the models does not matter here. */
class LayoutTest {
  /** An ONNX file that says its version and nothing else. */
  private static final String SMALLEST = "\b\1";

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "gfpgan_1.2,face.restore,gfpgan,true",
    "gfpgan_1.4,face.restore,gfpgan,true",
    "restoreformer_plus_plus,face.restore,gfpgan,true",
    "codeformer,face.restore,codeformer,false",
    "gpen_bfr_256,face.restore,gfpgan,false",
    "gpen_bfr_2048,face.restore,gfpgan,false",
    "real_esrgan_x4,image.upscale,real-esrgan,true",
    "real_hatgan_x4,image.upscale,real-esrgan,true",
    "ultra_sharp_x4,image.upscale,real-esrgan,false",
    "inswapper_128,face.swap,inswapper,false",
    "inswapper_128_fp16,face.swap,inswapper,false",
    "hyperswap_1b_256,face.swap,hyperswap,false",
    "rain-princess-9,style.transfer.rain-princess,fast-neural-style,true",
    "yolox_s,subject.detect,yolox,true"
  })
  void knowsModelsThatAreOneFileByTheirNames(
      String name, String role, String adapter, boolean commercial) throws IOException {
    write(name + ".onnx", "weights");
    write("notes.txt", "not a part of it");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.id()).isEqualTo(name);
    assertThat(pack.roles()).containsExactly(role);
    assertThat(pack.adapter(role)).isEqualTo(adapter);
    assertThat(pack.commercial()).isEqualTo(commercial);
    assertThat(pack.files()).containsExactly(new ModelPack.PackFile(name + ".onnx", 7, false));
  }

  @ParameterizedTest
  @CsvSource({"real_esrgan_x2,2", "real_esrgan_x4_fp16,4", "real_esrgan_x8,8", "swin2_sr_x4,4"})
  void readsTheFactorOfAnUpscalerFromItsName(String name, int factor) throws IOException {
    write(name + ".onnx", "weights");

    assertThat(ModelPack.directory(directory).parameter("image.upscale", "factor"))
        .isEqualTo(factor);
  }

  @Test
  void takesOneModelForEachRoleAndThoseForCommercialUseFirst() throws IOException {
    write("codeformer.onnx", "a");
    write("gfpgan_1.3.onnx", "b");
    write("gfpgan_1.4.onnx", "c");
    write("real_esrgan_x2.onnx", "d");
    write("mosaic-9.onnx", "e");
    write("candy-9.onnx", "f");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.roles())
        .containsExactly(
            "face.restore", "image.upscale", "style.transfer.candy", "style.transfer.mosaic");
    assertThat(pack.modelPath("face.restore")).isEqualTo("gfpgan_1.4.onnx");
    assertThat(pack.license()).isEqualTo("Apache-2.0 AND BSD-3-Clause");
    assertThat(pack.commercial()).isTrue();
    assertThat(pack.lists("codeformer.onnx")).isFalse();
  }

  @Test
  void addsWhatSeveralPublishersHavePutIntoOneFolder() throws IOException {
    write("det_10g.onnx", "a");
    write("w600k_r50.onnx", "b");
    write("inswapper_128.onnx", "c");
    write("gfpgan_1.4.onnx", "d");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.id()).isEqualTo("insightface-buffalo_l+gfpgan_1.4+inswapper_128");
    assertThat(pack.roles())
        .containsExactly("face.detect", "face.embed", "face.restore", "face.swap");
    assertThat(pack.commercial()).isFalse();
    assertThat(pack.pinned()).isFalse();
    assertThat(pack.parameters("face.swap", Space.class).space())
        .startsWith("4c06341c33c2")
        .hasSize(64);
  }

  record Space(String space) {}

  @ParameterizedTest
  @CsvSource({
    "StableDiffusionPipeline,EulerDiscreteScheduler,sd",
    "ORTStableDiffusionPipeline,PNDMScheduler,sd",
    "OnnxStableDiffusionPipeline,LCMScheduler,lcm",
    "LatentConsistencyModelPipeline,LCMScheduler,lcm",
    "StableDiffusionXLPipeline,EulerAncestralDiscreteScheduler,sdxl",
    "ORTStableDiffusionXLImg2ImgPipeline,LCMScheduler,sdxl"
  })
  void knowsTheFamilyOfADiffusersFolder(String pipeline, String scheduler, String family)
      throws IOException {
    diffusers(pipeline, scheduler);

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.adapter("diffusion.denoise")).isEqualTo(family);
    assertThat(pack.roles())
        .containsExactly(
            "diffusion.decode",
            "diffusion.denoise",
            "diffusion.encode",
            "diffusion.text",
            "diffusion.text.2");
    assertThat(pack.modelPath("diffusion.text.2")).isEqualTo("text_encoder_2/model.onnx");
  }

  @Test
  void listsAllThatADiffusersFolderNeedsAndNothingElse() throws IOException {
    diffusers("StableDiffusionPipeline", "EulerDiscreteScheduler");
    write("unet/model.onnx_data", "large");
    write("unet/diffusion_pytorch_model.safetensors", "the same again");
    write("tokenizer/merges.txt", "a b");
    write("tokenizer/vocab.json", "{}");
    write("safety_checker/model.onnx", "?");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.files())
        .extracting(ModelPack.PackFile::path)
        .containsExactlyInAnyOrder(
            "model_index.json",
            "scheduler/scheduler_config.json",
            "text_encoder/model.onnx",
            "text_encoder_2/model.onnx",
            "tokenizer/merges.txt",
            "tokenizer/vocab.json",
            "unet/config.json",
            "unet/model.onnx",
            "unet/model.onnx_data",
            "vae_decoder/model.onnx",
            "vae_encoder/model.onnx");
    assertThat(pack.text("scheduler/scheduler_config.json")).contains("EulerDiscreteScheduler");
  }

  @Test
  void refusesAPipelineThatItCannotRun() throws IOException {
    diffusers("StableDiffusion3Pipeline", "FlowMatchEulerDiscreteScheduler");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("StableDiffusion3Pipeline, expected StableDiffusionPipeline");
  }

  @Test
  void saysHowToExportWeightsForPyTorch() throws IOException {
    write("model_index.json", "{\"_class_name\": \"StableDiffusionXLPipeline\"}");
    write("unet/diffusion_pytorch_model.safetensors", "weights");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("lacks text_encoder/model.onnx")
        .withMessageContaining("optimum-cli export onnx");
  }

  @ParameterizedTest
  @CsvSource({
    "license: apache-2.0,Apache-2.0,true",
    "license: openrail++,CreativeML OpenRAIL++-M,true",
    "license: cc-by-nc-4.0,cc-by-nc-4.0,false",
    "'license: other\nlicense_name: sai-nc-community',sai-nc-community,false",
    "pipeline_tag: text-to-image,not stated,false"
  })
  void takesTheLicenceFromTheModelCard(String matter, String license, boolean commercial)
      throws IOException {
    diffusers("StableDiffusionPipeline", "EulerDiscreteScheduler");
    write("README.md", "---\n" + matter + "\n---\n# A model\nlicense: mit\n");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.license()).isEqualTo(license);
    assertThat(pack.commercial()).isEqualTo(commercial);
  }

  @Test
  void leavesTheCheckOfStabilitysTermsToTheOperator() throws IOException {
    diffusers("StableDiffusionXLPipeline", "EulerAncestralDiscreteScheduler");
    write(
        "model_index.json",
        """
        {"_class_name": "StableDiffusionXLPipeline", "_name_or_path": "stabilityai/sdxl-turbo"}
        """);
    write("README.md", "---\nlicense: mit\n---\n");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.id()).isEqualTo("sdxl-turbo");
    assertThat(pack.commercial()).isFalse();
  }

  @Test
  void knowsFluxKlein() throws IOException {
    for (String graph :
        new String[] {"text_encoder", "transformer", "vae_encoder", "vae_decoder"}) {
      write(graph + ".onnx", SMALLEST);
    }
    TinyWeights.write(directory, "transformer.onnx.data", 1, 2);
    Files.move(
        directory.resolve("adder.onnx"),
        directory.resolve("transformer.onnx"),
        StandardCopyOption.REPLACE_EXISTING);
    write("config.json", "{\"steps\": 4}");
    write("tokenizer.json", "{}");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.id()).isEqualTo("flux.2-klein-4b");
    assertThat(pack.license()).isEqualTo("Apache-2.0");
    assertThat(pack.roles())
        .containsExactly(
            "diffusion.decode", "diffusion.denoise", "diffusion.encode", "diffusion.text");
    assertThat(pack.adapter("diffusion.denoise")).isEqualTo("flux2-klein");
    assertThat(pack.text("config.json")).isEqualTo("{\"steps\": 4}");
    assertThat(pack.packFile("tokenizer.json")).hasContent("{}");
    assertThat(pack.file("diffusion.denoise").sha256())
        .isNotEqualTo(pack.file("diffusion.decode").sha256())
        .isNotEqualTo(pack.sha256("transformer.onnx"));
  }

  @ParameterizedTest
  @CsvSource({
    "dinov2,subject.embed,dinov2",
    "rt_detr,subject.detect,rt-detr",
    "rt_detr_v2,subject.detect,rt-detr",
    "d_fine,subject.detect,rt-detr"
  })
  void knowsExportsOfTransformers(String type, String role, String adapter) throws IOException {
    write("config.json", "{\"model_type\": \"%s\"}".formatted(type));
    write("onnx/model.onnx", "graph");
    write("onnx/model_quantized.onnx", "another");

    ModelPack pack = ModelPack.directory(directory);

    assertThat(pack.roles()).containsExactly(role);
    assertThat(pack.adapter(role)).isEqualTo(adapter);
    assertThat(pack.modelPath(role)).isEqualTo("onnx/model.onnx");
    assertThat(pack.commercial()).isTrue();
    assertThat(pack.lists("onnx/model_quantized.onnx")).isFalse();
  }

  @Test
  void followsTheLinksOfADownloadCacheAndCallsAModelByItsName() throws IOException {
    Path cache = Files.createDirectories(directory.resolve("models--facebook--dinov2-small"));
    Path blobs = Files.createDirectories(cache.resolve("blobs"));
    Path snapshot = cache.resolve("snapshots/4f1c");
    Files.createDirectories(snapshot.resolve("onnx"));
    Files.createSymbolicLink(
        snapshot.resolve("config.json"),
        Files.writeString(blobs.resolve("a"), "{\"model_type\": \"dinov2\"}"));
    Files.createSymbolicLink(
        snapshot.resolve("onnx/model.onnx"), Files.writeString(blobs.resolve("b"), SMALLEST));

    ModelPack pack = ModelPack.directory(snapshot);

    assertThat(pack.id()).isEqualTo("dinov2-small");
    assertThat(pack.file("subject.embed").sha256()).hasSize(64);
  }

  @Test
  void refusesAFolderOfAnotherModel() throws IOException {
    write("config.json", "{\"model_type\": \"bert\"}");
    write("onnx/model.onnx", "graph");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("neither a pack.json nor the files of a known layout")
        .withMessageContaining("DINOv2");
  }

  @Test
  void saysWhichFileIsNotJson() throws IOException {
    write("model_index.json", "<html>");

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> ModelPack.directory(directory))
        .withMessageContaining("model_index.json is not JSON");
  }

  private void diffusers(String pipeline, String scheduler) throws IOException {
    write("model_index.json", "{\"_class_name\": \"%s\"}".formatted(pipeline));
    write("scheduler/scheduler_config.json", "{\"_class_name\": \"%s\"}".formatted(scheduler));
    for (String part :
        new String[] {"text_encoder", "text_encoder_2", "unet", "vae_encoder", "vae_decoder"}) {
      write(part + "/model.onnx", part);
    }
    write("unet/config.json", "{}");
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
