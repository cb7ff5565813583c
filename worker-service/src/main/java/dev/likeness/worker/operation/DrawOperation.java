package dev.likeness.worker.operation;

import dev.likeness.contract.Sha256;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.worker.diffusion.Drawing;
import dev.likeness.worker.diffusion.ImageGenerator;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.OutputSize;
import dev.likeness.worker.geometry.Resize;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Lets a generator draw the outputs of a job, each from a seed of its own: the same job always
 * gives the same pictures. They are drawn in the size that the generator draws best and brought to
 * the one that was asked for. Thread safe; owns nothing.
 */
public final class DrawOperation implements OperationRunner {
  /** More seldom find a face that three did not. */
  private static final int CANDIDATES = 3;

  private final PhotoGate gate;
  private final ImageGenerator generator;
  private final Composition composition;

  private DrawOperation(PhotoGate gate, ImageGenerator generator, Composition composition) {
    this.gate = gate;
    this.generator = generator;
    this.composition = composition;
  }

  /** Pictures from words and profiles. */
  public static DrawOperation generate(
      PhotoGate gate, ImageGenerator generator, ProfilePhotos profiles) {
    return new DrawOperation(
        gate, generator, new GenerateComposition(generator.abilities(), profiles));
  }

  /** Photos drawn anew by a prompt. */
  public static DrawOperation edit(
      PhotoGate gate, ImageGenerator generator, ProfilePhotos profiles) {
    return new DrawOperation(
        gate, generator, new EditComposition(gate, generator.abilities(), profiles));
  }

  /** One photo in the style of another; for generators that {@link #remixes}. */
  public static DrawOperation remix(
      PhotoGate gate, ImageGenerator generator, ProfilePhotos profiles) {
    return new DrawOperation(
        gate, generator, new RemixComposition(gate, generator.abilities(), profiles));
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
    List<Integer> all = IntStream.range(0, attempt.getSpec().getOutputCount()).boxed().toList();
    return run(attempt, inputs, new Candidate(0, all), stages, cancellation);
  }

  @Override
  public Made run(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    var images = new ArrayList<EncodedImage>();
    try (var photos = new OpenPhotos()) {
      Sketch sketch = composition.sketch(attempt, inputs, photos, stages, cancellation);
      int count = candidate.outputs().size();
      for (int i = 0; i < count; i++) {
        stages.beginOutput(i, count);
        cancellation.check();
        long seed = seed(attempt.getJobId(), candidate.outputs().get(i), candidate.number());
        images.add(drawn(sketch, seed, attempt.getSpec(), stages, cancellation));
      }
    }
    return new Made(images, gate.used(generator.models()));
  }

  private EncodedImage drawn(
      Sketch sketch, long seed, JobSpec spec, StageClock stages, Cancellation cancellation) {
    OutputSize best = generator.abilities().size(sketch.size().ratio());
    var drawing =
        new Drawing(
            sketch.prompt(),
            sketch.references(),
            sketch.start(),
            best.width(),
            best.height(),
            OptionalInt.empty(),
            seed);
    Photo picture =
        stages.during(
            Stage.MODEL,
            () -> generator.draw(drawing, done -> stages.reached(Stage.MODEL, done), cancellation));
    try (var piece = new Workpiece(picture)) {
      var _ = stages.add(Stage.MODEL, () -> brought(piece, sketch.size()));
      return gate.deliver(piece.photo(), spec, stages, cancellation);
    }
  }

  private static boolean brought(Workpiece piece, OutputSize size) {
    boolean cut = piece.become(whole -> Frame.centred(whole, size.ratio()).cut(whole));
    return piece.become(framed -> Resize.to(framed, size.width(), size.height())) || cut;
  }

  /** The same for the same picture, whoever draws it and whenever. */
  static long seed(String jobId, int output, int candidate) {
    String name = "%s/%d/%d".formatted(jobId, output, candidate);
    String digest = Sha256.hex(name.getBytes(StandardCharsets.UTF_8));
    return Long.parseUnsignedLong(digest.substring(0, 16), 16);
  }
}
