package dev.likeness.ingest.testing;

import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.ingest.intake.Origin;
import dev.likeness.ingest.intake.Submission;
import dev.likeness.ingest.intake.Work;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.ResponseMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Submissions of account {@code acme} that differ in a few things. Immutable: every method makes
 * another one.
 */
public record Submissions(Submission submission) {

  /** To enhance a small inline photo, asynchronous, by HTTP. */
  public static Submissions async() {
    return new Submissions(
        new Submission(
            "acme",
            new Origin.HttpCall("request-1", true),
            new Work(
                Operation.ENHANCE,
                List.of(new ImageSource.Inline(Photos.png(4, 3))),
                "",
                List.of(),
                1,
                OutputFormat.JPG,
                ResponseMode.URLS,
                Map.of()),
            null,
            null,
            null));
  }

  /** Likewise synchronous, answered with bytes. */
  public static Submissions sync() {
    return async().from(new Origin.HttpCall("request-1", false)).answeredWith(ResponseMode.BYTES);
  }

  /** To edit a small inline photo, asynchronous, by HTTP. */
  public static Submissions edit() {
    return async().doing(Operation.EDIT).saying("warmer");
  }

  /** To make an image from nothing, asynchronous, by HTTP. */
  public static Submissions generate() {
    return async().doing(Operation.GENERATE).of().saying("a lighthouse");
  }

  /** To train a profile from so many photos by URL. */
  public static Submissions train(int photos) {
    return async()
        .doing(Operation.TRAIN)
        .of(
            IntStream.range(0, photos)
                .mapToObj(_ -> new ImageSource.AtUrl(IntakeWorld.PHOTO_URL))
                .toArray(ImageSource[]::new));
  }

  public Submissions from(Origin other) {
    return with(other, work(), submission.callbackUrl(), submission.clientRequestId());
  }

  public Submissions doing(Operation other) {
    return with(changed(other, work().images(), work().prompt(), work().parameters()));
  }

  public Submissions of(ImageSource... others) {
    return with(changed(work().operation(), List.of(others), work().prompt(), work().parameters()));
  }

  public Submissions saying(String other) {
    return with(changed(work().operation(), work().images(), other, work().parameters()));
  }

  public Submissions choosing(String parameter, String value) {
    var parameters = new HashMap<>(work().parameters());
    parameters.put(parameter, value);
    return with(changed(work().operation(), work().images(), work().prompt(), parameters));
  }

  public Submissions showing(List<String> others) {
    return with(changed(others, work().outputCount(), work().responseMode()));
  }

  public Submissions times(int other) {
    return with(changed(work().listedProfiles(), other, work().responseMode()));
  }

  public Submissions answeredWith(ResponseMode other) {
    return with(changed(work().listedProfiles(), work().outputCount(), other));
  }

  public Submissions callingBack(String other) {
    return with(submission.origin(), work(), other, submission.clientRequestId());
  }

  public Submissions named(String other) {
    return with(submission.origin(), work(), submission.callbackUrl(), other);
  }

  public Submissions tagged(String other) {
    return new Submissions(
        new Submission(
            submission.account(),
            submission.origin(),
            work(),
            submission.callbackUrl(),
            submission.clientRequestId(),
            other));
  }

  private Work work() {
    return submission.work();
  }

  private Work changed(
      Operation operation,
      List<ImageSource> images,
      String prompt,
      Map<String, String> parameters) {
    return new Work(
        operation,
        images,
        prompt,
        work().listedProfiles(),
        work().outputCount(),
        work().outputFormat(),
        work().responseMode(),
        parameters);
  }

  private Work changed(List<String> profiles, int outputs, ResponseMode mode) {
    return new Work(
        work().operation(),
        work().images(),
        work().prompt(),
        profiles,
        outputs,
        work().outputFormat(),
        mode,
        work().parameters());
  }

  private Submissions with(Work work) {
    return with(submission.origin(), work, submission.callbackUrl(), submission.clientRequestId());
  }

  private Submissions with(
      Origin origin, Work work, @Nullable String callbackUrl, @Nullable String clientRequestId) {
    return new Submissions(
        new Submission(
            submission.account(), origin, work, callbackUrl, clientRequestId, submission.tag()));
  }
}
