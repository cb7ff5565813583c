package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.image.AiMark;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.image.Cutout;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Grammar;
import dev.likeness.worker.instruction.Instruction.Caption;
import dev.likeness.worker.instruction.Reading.NotUnderstood;
import dev.likeness.worker.instruction.Reading.Understood;
import dev.likeness.worker.instruction.Scene;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.montage.BackdropPainter;
import dev.likeness.worker.montage.LightMatch;
import dev.likeness.worker.montage.Montage;
import dev.likeness.worker.pipeline.AdjustPipeline;
import dev.likeness.worker.pipeline.Adjustment;
import dev.likeness.worker.pipeline.Adjustments;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates without a generator: puts cut-outs of the profiles' own photos before a backdrop that
 * is drawn as the prompt says, in the words of {@link Grammar#scene}. It says so: the model of the
 * result has the role {@link #ROLE}. Outputs differ by photo, place and backdrop; the same job
 * gives the same pictures. Thread safe; owns nothing.
 */
public final class MontageOperation implements OperationRunner {
  /** Of the starter pack's model that brings the light of a cut-out to that of its backdrop. */
  public static final String ROLE = "generate.composite";

  private static final int MOST_PEOPLE = 4;

  /** A second photo, where a profile is not recognised in the first. */
  private static final int CANDIDATES = 2;

  private static final double PORTRAIT = 3 / 4.0;
  private static final double GROUP = 4 / 3.0;

  /** What 1 means in {@link Adjustment#EXPOSURE}. */
  private static final double STOPS = 2;

  private static final String NOTE =
      "Starter models, the same under every base model and quality: a composite, not a drawing."
          + " Cut-outs of photos that 1 to 4 profiles were trained with ([[profile_id]] in the"
          + " prompt) before a backdrop: "
          + Grammar.SCENES
          + ". Anything else fails with EDIT_NOT_UNDERSTOOD, and without a profile with"
          + " OPERATION_UNAVAILABLE.";

  private final PhotoGate gate;
  private final AdjustPipeline light;
  private final ProfileCutouts cutouts;
  private final CaptionPen pen;

  /**
   * @param light loaded for {@link #ROLE}
   */
  public MontageOperation(
      PhotoGate gate, AdjustPipeline light, ProfileCutouts cutouts, CaptionPen pen) {
    this.gate = gate;
    this.light = light;
    this.cutouts = cutouts;
    this.pen = pen;
  }

  @Override
  public Capability capability() {
    return new Capability(List.of(), List.of("1K", "2K", "4K"), false, NOTE);
  }

  @Override
  public int candidates(JobSpec spec) {
    return CANDIDATES;
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    var first = Candidate.first(attempt.getSpec().getOutputCount());
    return run(attempt, inputs, first, stages, cancellation);
  }

  @Override
  public Made run(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    JobSpec spec = attempt.getSpec();
    checkPeople(spec.getProfileIds().size());
    Scene scene = scene(spec);
    List<List<byte[]>> people =
        stages.during(
            Stage.FETCH,
            () ->
                spec.getProfileIds().stream()
                    .map(id -> cutouts.of(attempt.getAccount(), id))
                    .toList());
    var images = new ArrayList<EncodedImage>();
    for (int output : candidate.outputs()) {
      cancellation.check();
      stages.beginOutput(images.size(), candidate.outputs().size());
      long seed = DrawOperation.seed(attempt.getJobId(), output, candidate.number());
      var way = new Way(scene, output, candidate.number(), seed);
      try (Photo picture =
          stages.during(Stage.MODEL, () -> montage(spec, way, people, cancellation))) {
        images.add(gate.deliver(picture, spec, AiMark.COMPOSED, stages, cancellation));
      }
    }
    return new Made(images, gate.used(light.models()));
  }

  /** One of several ways to make the picture. */
  private record Way(Scene scene, int output, int candidate, long seed) {

    /** Every output takes the next photo of a profile. */
    byte[] photo(List<byte[]> photos) {
      return photos.get((output + candidate) % photos.size());
    }
  }

  private Photo montage(
      JobSpec spec, Way way, List<List<byte[]>> people, Cancellation cancellation) {
    double usual = people.size() == 1 ? PORTRAIT : GROUP;
    OutputSize size = AskedSize.of(spec, AskedSize.ratio(spec).orElse(usual));
    Photo picture = BackdropPainter.paint(way.scene, size.width(), size.height(), way.seed);
    var lit = new ArrayList<Cutout>();
    try {
      for (List<byte[]> photos : people) {
        lit.add(lit(way.photo(photos), picture, cancellation));
      }
      Montage.put(picture, lit, way.output);
      for (Caption caption : way.scene.captions()) {
        pen.write(picture, caption.text(), EditPlan.place(caption.place()));
      }
      return picture;
    } catch (RuntimeException | Error e) {
      picture.close();
      throw e;
    } finally {
      lit.forEach(Cutout::close);
    }
  }

  /** A cut-out in a light that is a little more like that of the backdrop. */
  private Cutout lit(byte[] file, Photo backdrop, Cancellation cancellation) {
    try (Cutout cutout = Cutout.read(file)) {
      LightMatch match = LightMatch.of(cutout, backdrop);
      Adjustments adjustments =
          Adjustments.NONE
              .plus(Adjustment.EXPOSURE, match.stops() / STOPS)
              .plus(Adjustment.WARMTH, match.warmth());
      return new Cutout(
          light.adjust(cutout.colours(), adjustments, _ -> {}, cancellation), cutout.opacity());
    }
  }

  private static void checkPeople(int people) {
    if (people == 0) {
      throw new OperationRefused(
          FailureCode.OPERATION_UNAVAILABLE,
          "No generator is loaded here, and without one a picture is put together from a profile's"
              + " own photos: name a profile in the prompt as [[profile_id]], or ask the operator"
              + " to load a generator pack.");
    }
    if (people > MOST_PEOPLE) {
      throw new OperationRefused(
          FailureCode.INVALID_REQUEST,
          "At most %d profiles fit into a picture here, not %d.".formatted(MOST_PEOPLE, people));
    }
  }

  private Scene scene(JobSpec spec) {
    Scene scene =
        switch (Grammar.scene(spec.getPrompt())) {
          case Understood<Scene>(Scene understood) -> understood;
          case NotUnderstood<Scene>(String why) -> throw notUnderstood(why);
        };
    List<String> missing =
        scene.captions().stream()
            .flatMap(caption -> pen.unwritable(caption.text()).stream())
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      throw notUnderstood(
          "A caption can have Latin, Greek and Cyrillic letters, but not: "
              + String.join(" ", missing)
              + ".");
    }
    return scene;
  }

  private static OperationRefused notUnderstood(String why) {
    return new OperationRefused(
        FailureCode.EDIT_NOT_UNDERSTOOD,
        why
            + " This installation has no generator: it puts people from their own photos before "
            + Grammar.SCENES
            + ".");
  }
}
