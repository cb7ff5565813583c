package dev.likeness.worker.operation;

import dev.likeness.contract.Sha256;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.diffusion.Abilities;
import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.diffusion.ImageGenerator;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.upscale.Upscaler;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Lets a generator draw the outputs of a job, each from a seed of its own: the same job always
 * gives the same pictures. They are drawn in the size that the generator draws best and brought to
 * the one that was asked for. Thread safe; owns nothing.
 */
public final class DrawOperation implements OperationRunner {
  /** More seldom find a face that three did not. */
  private static final int CANDIDATES = 3;

  private final Studio studio;
  private final ImageGenerator generator;
  private final Composition composition;

  private DrawOperation(Studio studio, Composition composition) {
    this.studio = studio;
    this.generator = studio.generator();
    this.composition = composition;
  }

  /** Pictures from words and profiles. */
  public static DrawOperation generate(Studio studio) {
    return new DrawOperation(
        studio, new GenerateComposition(studio.generator().abilities(), studio.profiles()));
  }

  /** Photos drawn anew by a prompt; for generators that {@link #edits}. */
  public static DrawOperation edit(Studio studio) {
    return new DrawOperation(
        studio,
        new EditComposition(studio.gate(), studio.generator().abilities(), studio.profiles()));
  }

  /** One photo in the style of another; for generators that {@link #remixes}. */
  public static DrawOperation remix(Studio studio) {
    return new DrawOperation(
        studio,
        new RemixComposition(studio.gate(), studio.generator().abilities(), studio.profiles()));
  }

  /** Whether a generator can change photos at all. */
  public static boolean edits(ImageGenerator generator) {
    Abilities abilities = generator.abilities();
    return abilities.references() > 0 || abilities.starts();
  }

  /** Whether a generator can look at the two photos of a remix. */
  public static boolean remixes(ImageGenerator generator) {
    return generator.abilities().references() >= RemixComposition.PHOTOS;
  }

  @Override
  public Capability capability() {
    return new Capability(
        List.of(),
        composition.resolutions(),
        false,
        "%s (%s)"
            .formatted(
                composition.note(generator.abilities()), generator.models().getFirst().pack()));
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
    var images = new ArrayList<EncodedImage>();
    Set<ModelFile> used = new LinkedHashSet<>(generator.models());
    try (var photos = new OpenPhotos()) {
      Sketch sketch = composition.sketch(attempt, inputs, photos, stages, cancellation);
      OutputSize drawn = generator.abilities().size(sketch.size().ratio());
      List<Likeness> people =
          studio.faces().map(faces -> faces.people(attempt, cancellation)).orElseGet(List::of);
      int count = candidate.outputs().size();
      for (int i = 0; i < count; i++) {
        stages.beginOutput(i, count);
        cancellation.check();
        long seed = seed(attempt.getJobId(), candidate.outputs().get(i), candidate.number());
        try (var piece = new Workpiece(drawn(sketch, drawn, seed, stages, cancellation))) {
          var _ = stages.add(Stage.MODEL, () -> bring(piece, sketch.size(), used, cancellation));
          var _ = stages.add(Stage.MODEL, () -> polished(piece.photo(), people, cancellation));
          images.add(studio.gate().deliver(piece.photo(), attempt.getSpec(), stages, cancellation));
        }
      }
    }
    studio.faces().ifPresent(faces -> used.addAll(faces.models()));
    return new Made(images, studio.gate().used(List.copyOf(used)));
  }

  private Photo drawn(
      Sketch sketch, OutputSize size, long seed, StageClock stages, Cancellation cancellation) {
    var drawing =
        new Drawing(
            sketch.prompt(),
            sketch.references(),
            sketch.start(),
            size.width(),
            size.height(),
            OptionalInt.empty(),
            seed);
    return stages.during(
        Stage.MODEL,
        () -> generator.draw(drawing, done -> stages.reached(Stage.MODEL, done), cancellation));
  }

  /** To the size that was asked for. */
  private boolean bring(
      Workpiece piece, OutputSize size, Set<ModelFile> used, Cancellation cancellation) {
    boolean cut = piece.become(whole -> Frame.centred(whole, size.ratio()).cut(whole));
    Optional<Upscaler> network =
        studio
            .upscaler()
            .filter(_ -> Upscaler.isWorthAPass(piece.photo(), size.width(), size.height()));
    network.ifPresent(upscaler -> used.addAll(upscaler.models()));
    return piece.become(
            framed ->
                network.isPresent()
                    ? network.get().to(framed, size.width(), size.height(), _ -> {}, cancellation)
                    : Resize.to(framed, size.width(), size.height()))
        || cut;
  }

  /** Whether there was something to polish faces with. */
  private boolean polished(Photo picture, List<Likeness> people, Cancellation cancellation) {
    return studio.faces().map(faces -> faces.polish(picture, people, cancellation)).orElse(false);
  }

  /** The same for the same picture, whoever draws it and whenever. */
  static long seed(String jobId, int output, int candidate) {
    String name = "%s/%d/%d".formatted(jobId, output, candidate);
    String digest = Sha256.hex(name.getBytes(StandardCharsets.UTF_8));
    return Long.parseUnsignedLong(digest.substring(0, 16), 16);
  }
}
