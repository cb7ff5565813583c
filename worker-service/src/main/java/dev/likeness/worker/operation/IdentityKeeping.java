package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.face.FoundFace;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.Recognition;
import dev.likeness.worker.identity.Recognition.Result;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how well another operation keeps the profiles of the request, on the files that it
 * delivers. Thread safe; owns nothing.
 *
 * <p>An image in which a profile is not recognised is delivered and not counted, so it is not
 * charged as one with identity. But if a profile's face was in an input and is in none of the
 * outputs any more, the operation destroyed it: the attempt fails with {@code
 * IDENTITY_NOT_PRESERVED}, and nothing is charged. Where the picture is made from nothing, every
 * profile must be in some output.
 *
 * <p>Where the operation can draw the same request in several ways, outputs in which a profile is
 * not recognised are drawn again, and of each output the image is kept that shows the profiles
 * best.
 */
public final class IdentityKeeping implements OperationRunner {
  private final OperationRunner operation;
  private final FaceReader reader;
  private final ImageDecoder decoder;
  private final KnownProfiles profiles;

  public IdentityKeeping(
      OperationRunner operation, FaceReader reader, ImageDecoder decoder, KnownProfiles profiles) {
    this.operation = operation;
    this.reader = reader;
    this.decoder = decoder;
    this.profiles = profiles;
  }

  @Override
  public Capability capability() {
    Capability plain = operation.capability();
    return new Capability(plain.baseModels(), plain.resolutions(), true, plain.note());
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    List<String> ids = attempt.getSpec().getProfileIds();
    if (ids.isEmpty()) {
      return operation.run(attempt, inputs, stages, cancellation);
    }
    List<Likeness> known =
        ids.stream().map(id -> profiles.likeness(attempt.getAccount(), id, cancellation)).toList();
    int candidates = operation.candidates(attempt.getSpec());
    stages.beginCandidate(0, candidates);
    Made made = operation.run(attempt, inputs, stages, cancellation);
    List<Measured> best = measured(made, 0, known, stages, cancellation);
    List<ModelUsed> models = new ArrayList<>(made.models());
    for (int number = 1; number < candidates && !lacking(best).isEmpty(); number++) {
      cancellation.check();
      stages.beginCandidate(number, candidates);
      var candidate = new Candidate(number, lacking(best));
      Optional<Made> again = again(attempt, inputs, candidate, stages, cancellation);
      again.ifPresent(more -> models.addAll(more.models()));
      List<Measured> tried =
          again
              .map(more -> measured(more, candidate.number(), known, stages, cancellation))
              .orElseGet(List::of);
      for (int i = 0; i < tried.size(); i++) {
        Measured other = tried.get(i);
        best.set(candidate.outputs().get(i), best.get(candidate.outputs().get(i)).orBetter(other));
      }
    }
    return stages.during(
        Stage.IDENTITY,
        () -> reported(attempt, inputs, new Best(best, models), ids, known, cancellation));
  }

  /** A try that is refused, for what it happened to show, takes nothing from what is there. */
  private Optional<Made> again(
      JobAttempt attempt,
      Inputs inputs,
      Candidate candidate,
      StageClock stages,
      Cancellation cancellation) {
    try {
      return Optional.of(operation.run(attempt, inputs, candidate, stages, cancellation));
    } catch (OperationRefused _) {
      return Optional.empty();
    }
  }

  /** The outputs in which somebody is not recognised. */
  private static List<Integer> lacking(List<Measured> outputs) {
    return IntStream.range(0, outputs.size())
        .filter(output -> !outputs.get(output).showsAll())
        .boxed()
        .toList();
  }

  private List<Measured> measured(
      Made made,
      int candidate,
      List<Likeness> known,
      StageClock stages,
      Cancellation cancellation) {
    return stages.during(
        Stage.IDENTITY,
        () -> {
          List<Measured> measured = new ArrayList<>();
          for (EncodedImage image : made.images()) {
            cancellation.check();
            List<Embedding> faces = faces(image.bytes(), cancellation);
            measured.add(
                new Measured(
                    image,
                    candidate,
                    faces,
                    Recognition.recognise(known, faces, reader.thresholds().margin())));
          }
          return measured;
        });
  }

  private Made reported(
      JobAttempt attempt,
      Inputs inputs,
      Best best,
      List<String> ids,
      List<Likeness> known,
      Cancellation cancellation) {
    List<@Nullable Embedding> before = before(attempt, inputs, known, cancellation);
    List<IdentityReport> reports = new ArrayList<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int output = 0; output < best.outputs().size(); output++) {
      Measured measured = best.outputs().get(output);
      for (int i = 0; i < ids.size(); i++) {
        Result result = measured.results().get(i);
        reports.add(
            report(ids.get(i), output, known.get(i), result, measured.faces(), before.get(i)));
        if (result.recognised()) {
          counts.merge(ids.get(i), 1, Integer::sum);
        }
      }
    }
    boolean fromNothing = attempt.getSpec().getOperation() == Operation.GENERATE;
    for (int i = 0; i < ids.size(); i++) {
      if ((fromNothing || before.get(i) != null) && !counts.containsKey(ids.get(i))) {
        throw new OperationRefused(
            FailureCode.IDENTITY_NOT_PRESERVED,
            "The result does not look enough like profile "
                + ids.get(i)
                + "; nothing was charged. Try another photo, or leave the profile out.");
      }
    }
    return new Made(
        best.outputs().stream().map(Measured::image).toList(), models(best), counts, reports);
  }

  /**
   * Each profile's face in the inputs, null where it is in none. The reference of a remix gives its
   * look, not its people.
   */
  private List<@Nullable Embedding> before(
      JobAttempt attempt, Inputs inputs, List<Likeness> known, Cancellation cancellation) {
    int shown = attempt.getSpec().getOperation() == Operation.REMIX ? 1 : inputs.count();
    @Nullable Embedding[] before = new @Nullable Embedding[known.size()];
    double[] scores = new double[known.size()];
    for (int input = 0; input < shown; input++) {
      List<Embedding> faces = faces(inputs.read(input), cancellation);
      List<Result> results = Recognition.recognise(known, faces, reader.thresholds().margin());
      for (int i = 0; i < before.length; i++) {
        Result result = results.get(i);
        if (result.recognised() && result.score() > scores[i]) {
          before[i] = faces.get(result.face());
          scores[i] = result.score();
        }
      }
    }
    return Arrays.asList(before);
  }

  private List<Embedding> faces(byte[] file, Cancellation cancellation) {
    try (Photo photo = decoder.decode(file)) {
      return reader.read(photo, cancellation).stream().map(FoundFace::embedding).toList();
    }
  }

  private IdentityReport report(
      String id,
      int output,
      Likeness likeness,
      Result result,
      List<Embedding> faces,
      @Nullable Embedding before) {
    return IdentityReport.newBuilder()
        .setProfileId(id)
        .setOutput(output)
        .setRecognised(result.recognised())
        .setScore(result.score())
        .setThreshold(likeness.threshold())
        .setRetention(
            result.recognised() && before != null ? before.cosine(faces.get(result.face())) : null)
        .setPercentile(result.face() < 0 ? 0 : likeness.percentile(result.score()))
        .setSpace(reader.space())
        .build();
  }

  private List<ModelUsed> models(Best best) {
    Stream<ModelUsed> measuring =
        reader.models().stream()
            .map(
                file ->
                    ModelUsed.newBuilder()
                        .setPack(file.pack())
                        .setRole(file.role())
                        .setSha256(file.sha256())
                        .build());
    return Stream.concat(best.models().stream(), measuring).distinct().toList();
  }

  /** The outputs to deliver, and the models of all tries. */
  private record Best(List<Measured> outputs, List<ModelUsed> models) {}

  /**
   * An image, and what it says about each profile.
   *
   * @param candidate number of the try that made it
   */
  private record Measured(
      EncodedImage image, int candidate, List<Embedding> faces, List<Result> results) {
    boolean showsAll() {
      return results.stream().allMatch(Result::recognised);
    }

    /** The one that shows more profiles, or else shows them better; this one if they are alike. */
    Measured orBetter(Measured other) {
      return Comparator.comparingLong(Measured::shown)
                  .thenComparingDouble(Measured::nearness)
                  .compare(other, this)
              > 0
          ? other
          : this;
    }

    private long shown() {
      return results.stream().filter(Result::recognised).count();
    }

    private double nearness() {
      return results.stream().mapToDouble(Result::score).sum();
    }
  }
}
