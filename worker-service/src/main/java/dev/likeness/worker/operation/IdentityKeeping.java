package dev.likeness.worker.operation;

import dev.likeness.contract.FailureCode;
import dev.likeness.schema.v1.IdentityReport;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.ModelUsed;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.identity.Embedding;
import dev.likeness.worker.identity.EmbeddingSpace;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.operation.BestOutputs.Output;
import dev.likeness.worker.work.Capability;
import dev.likeness.worker.work.OperationRefused;
import dev.likeness.worker.work.OperationRunner;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how well another operation keeps the profiles of the request, on the files that it
 * delivers. Thread safe; owns nothing.
 *
 * <p>An image in which a profile is not recognised is delivered and not counted, so it is not
 * charged as one with identity. But if a profile's subject was in an input and is in none of the
 * outputs any more, the operation destroyed it: the attempt fails with {@code
 * IDENTITY_NOT_PRESERVED}, and nothing is charged. What the input does not show either at the size
 * that was asked for is no loss of the operation: such an image is delivered as one without
 * identity. Where the picture is made from nothing, every profile must be in some output.
 *
 * <p>Where the operation can draw the same request in several ways, {@link BestOutputs} chooses. A
 * profile by appearance is measured and reported, and nothing else: it is no identity. One whose
 * kind no model here can read is not measured.
 */
public final class IdentityKeeping implements OperationRunner {
  /** By how much the score of a face changes with its encoding alone. */
  private static final double UNSTEADY = .05;

  private final OperationRunner operation;
  private final ImageDecoder decoder;
  private final KnownProfiles profiles;
  private final InstantSource time;

  public IdentityKeeping(
      OperationRunner operation, ImageDecoder decoder, KnownProfiles profiles, InstantSource time) {
    this.operation = operation;
    this.decoder = decoder;
    this.profiles = profiles;
    this.time = time;
  }

  @Override
  public Capability capability() {
    Capability plain = operation.capability();
    return new Capability(
        plain.baseModels(), plain.resolutions(), profiles.knowsIdentity(), plain.note());
  }

  @Override
  public Made run(JobAttempt attempt, Inputs inputs, StageClock stages, Cancellation cancellation) {
    List<KnownSubject> known = new ArrayList<>();
    for (String id : attempt.getSpec().getProfileIds()) {
      profiles.known(attempt.getAccount(), id, cancellation).ifPresent(known::add);
    }
    if (known.isEmpty()) {
      return operation.run(attempt, inputs, stages, cancellation);
    }
    var meter = new IdentityMeter(decoder, known);
    var best = new BestOutputs(operation, meter, time);
    best.run(attempt, inputs, stages, cancellation);
    return stages.during(
        Stage.IDENTITY, () -> reported(attempt, inputs, meter, best, cancellation));
  }

  private static Made reported(
      JobAttempt attempt,
      Inputs inputs,
      IdentityMeter meter,
      BestOutputs best,
      Cancellation cancellation) {
    Map<KnownSubject, Embedding> before = before(attempt, inputs, meter, cancellation);
    List<IdentityReport> reports = new ArrayList<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < best.outputs().size(); i++) {
      Output output = best.outputs().get(i);
      for (Sight sight : output.sights()) {
        reports.add(report(i, output, sight, Optional.ofNullable(before.get(sight.subject()))));
        if (sight.counts()) {
          counts.merge(sight.subject().profileId(), 1, Integer::sum);
        }
      }
    }
    boolean fromNothing = attempt.getSpec().getOperation() == Operation.GENERATE;
    for (KnownSubject subject : meter.subjects()) {
      boolean expected = fromNothing || before.containsKey(subject);
      boolean missing =
          subject.isIdentity() && expected && !counts.containsKey(subject.profileId());
      if (missing
          && (fromNothing || isShown(subject, best, attempt, inputs, meter, cancellation))) {
        throw new OperationRefused(
            FailureCode.IDENTITY_NOT_PRESERVED,
            "The result does not look enough like profile "
                + subject.profileId()
                + "; nothing was charged. Try another photo, or leave the profile out.");
      }
    }
    return new Made(
        best.outputs().stream().map(Output::image).toList(), models(meter, best), counts, reports);
  }

  /** Whether an input clearly shows the subject when it is made as small as the outputs are. */
  private static boolean isShown(
      KnownSubject subject,
      BestOutputs best,
      JobAttempt attempt,
      Inputs inputs,
      IdentityMeter meter,
      Cancellation cancellation) {
    int size =
        best.outputs().stream()
            .map(Output::image)
            .mapToInt(image -> Math.max(image.width(), image.height()))
            .max()
            .orElseThrow();
    return IntStream.range(0, shown(attempt, inputs))
        .mapToObj(input -> meter.look(inputs.read(input), size, cancellation))
        .flatMap(List::stream)
        .anyMatch(
            sight ->
                sight.subject().equals(subject)
                    && sight.recognised()
                    && sight.score() >= sight.threshold() + UNSTEADY);
  }

  /** How each profile looks in the inputs, as far as it is in them. */
  private static Map<KnownSubject, Embedding> before(
      JobAttempt attempt, Inputs inputs, IdentityMeter meter, Cancellation cancellation) {
    Map<KnownSubject, Sight> clearest = new HashMap<>();
    for (int input = 0; input < shown(attempt, inputs); input++) {
      meter.look(inputs.read(input), cancellation).stream()
          .filter(Sight::recognised)
          .forEach(
              sight ->
                  clearest.merge(sight.subject(), sight, (a, b) -> a.score() >= b.score() ? a : b));
    }
    Map<KnownSubject, Embedding> before = new HashMap<>();
    clearest.forEach((subject, sight) -> sight.look().ifPresent(look -> before.put(subject, look)));
    return before;
  }

  /** Inputs whose people are kept: the reference of a remix gives its look only. */
  private static int shown(JobAttempt attempt, Inputs inputs) {
    return attempt.getSpec().getOperation() == Operation.REMIX ? 1 : inputs.count();
  }

  private static IdentityReport report(
      int number, Output output, Sight sight, Optional<Embedding> before) {
    KnownSubject subject = sight.subject();
    List<EmbeddingSpace> spaces = subject.reader().spaces();
    Optional<Embedding> shown = sight.look().filter(_ -> sight.recognised());
    return IdentityReport.newBuilder()
        .setProfileId(subject.profileId())
        .setOutput(number)
        .setKind(subject.reader().kind().label())
        .setRecognised(sight.recognised())
        .setScore(sight.score())
        .setThreshold(sight.threshold())
        .setRetention(shown.flatMap(after -> before.map(after::cosine)).orElse(null))
        .setPercentile(
            sight.look().map(_ -> subject.likeness().percentile(sight.score())).orElse(0.0))
        .setSpace(spaces.getFirst().id())
        .setAuditScore(sight.auditScore().orElse(null))
        .setAuditThreshold(subject.audit().map(Likeness::threshold).orElse(null))
        .setAuditSpace(spaces.stream().skip(1).findFirst().map(EmbeddingSpace::id).orElse(""))
        .setCandidate(output.candidate())
        .setCandidates(output.candidates())
        .build();
  }

  private static List<ModelUsed> models(IdentityMeter meter, BestOutputs best) {
    Stream<ModelUsed> measuring =
        meter.subjects().stream()
            .flatMap(subject -> Provenance.of(subject.reader().models()).stream());
    return Stream.concat(best.models().stream(), measuring).distinct().toList();
  }
}
