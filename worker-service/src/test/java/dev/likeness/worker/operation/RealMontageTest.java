package dev.likeness.worker.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.worker.cutout.BackgroundBlur;
import dev.likeness.worker.cutout.Cutouts;
import dev.likeness.worker.cutout.Head;
import dev.likeness.worker.cutout.SubjectCutter;
import dev.likeness.worker.face.Face;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.ImageSafety;
import dev.likeness.worker.profile.ProfileStore;
import dev.likeness.worker.testing.Attempts;
import dev.likeness.worker.testing.Shared;
import dev.likeness.worker.work.OperationRunner.EncodedImage;
import dev.likeness.worker.work.OperationRunner.Inputs;
import dev.likeness.worker.work.OperationRunner.Made;
import dev.likeness.worker.work.StageClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People stay themselves: with real models and photos, which are not a part of this repository. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealMontageTest {
  /** Two faces of one person in the embedder's space, on the strict side. */
  private static final double SAME_PERSON = .45;

  private static final Cancellation NEVER = new Cancellation();

  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final List<AutoCloseable> open = new ArrayList<>();
  private FaceReader reader;
  private AdjustPipeline light;

  @BeforeAll
  void load() {
    Shared.assume("models", "photos");
    var device = OnnxDevice.open(DeviceSettings.cpu(2));
    reader = FaceReader.load(ModelPack.directory(Shared.folder("models")), device);
    light = AdjustPipeline.load(ModelPack.starter(), MontageOperation.ROLE, device);
    open.addAll(List.of(light, reader, device));
  }

  @AfterAll
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void aPersonIsKnownInEveryPicture() throws IOException {
    var blobs = new InMemoryBlobStore();
    blobs.put(
        "profiles/acme/obama/profile.json",
        """
        {"schema": "profile/1", "run": "run", "trainedAt": "2026-11-20T12:00:00Z",
         "pack": "faces", "model": "0", "crops": []}
        """
            .getBytes(StandardCharsets.UTF_8));
    var store = new ProfileStore(blobs);
    List<byte[]> cutouts =
        List.of(cutout("obama3.jpg"), cutout("obama.jpg"), cutout("two_people.jpg"));
    store.addCutouts("acme", "obama", store.current("acme", "obama").orElseThrow(), cutouts);
    var montage =
        new MontageOperation(
            new PhotoGate(decoder, ImageSafety.none(), new ImageEncoder()),
            light,
            new ProfileCutouts(store),
            CaptionPen.open());
    JobSpec spec =
        Attempts.spec(4)
            .setOperation(Operation.GENERATE)
            .setPrompt("[[obama]] at the sea at sunset")
            .setInputs(List.of())
            .setProfileIds(List.of("obama"))
            .setOutputFormat(OutputFormat.JPG)
            .build();

    Made made =
        montage.run(
            Attempts.of(spec), Inputs.of(), new StageClock(System::nanoTime, (_, _) -> {}), NEVER);

    Embedding known = face("obama2.jpg");
    assertThat(made.images()).hasSize(4);
    for (EncodedImage image : made.images()) {
      try (Photo photo = decoder.decode(image.bytes())) {
        assertThat(known.cosine(face(photo))).isGreaterThan(SAME_PERSON);
      }
    }
  }

  @Test
  void aBlurredBackgroundLeavesTheFaces() throws IOException {
    var cutter = new SubjectCutter(this::heads);
    for (String name : List.of("obama3.jpg", "astronaut.png", "two_people.jpg")) {
      try (Photo photo = photo(name);
          Photo blurred =
              BackgroundBlur.blurred(photo, cutter.cut(photo, NEVER).orElseThrow(), .7)) {
        assertThat(heads(blurred, NEVER)).hasSameSizeAs(heads(photo, NEVER));
        assertThat(face(photo).cosine(face(blurred))).isGreaterThan(.85);
      }
    }
  }

  /** Of the person who is furthest to the left. */
  private byte[] cutout(String name) throws IOException {
    try (Photo photo = photo(name)) {
      List<Head> heads = new ArrayList<>(heads(photo, NEVER));
      heads.sort(Comparator.comparingDouble(Head::left));
      return Cutouts.of(photo, heads.getFirst(), heads.subList(1, heads.size())).orElseThrow();
    }
  }

  private List<Head> heads(Photo photo, Cancellation cancellation) {
    return reader.detect(photo, cancellation).stream()
        .map(face -> new Head(face.left(), face.top(), face.right(), face.bottom()))
        .toList();
  }

  private Embedding face(String name) throws IOException {
    try (Photo photo = photo(name)) {
      return face(photo);
    }
  }

  private Embedding face(Photo photo) {
    Face first =
        reader.detect(photo, NEVER).stream()
            .min(Comparator.comparingDouble(Face::left))
            .orElseThrow();
    return reader.embed(photo, first, NEVER);
  }

  private Photo photo(String name) throws IOException {
    return decoder.decode(Shared.file("photos/" + name));
  }
}
