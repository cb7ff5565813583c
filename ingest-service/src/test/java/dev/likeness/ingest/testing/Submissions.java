package dev.likeness.ingest.testing;

import dev.likeness.ingest.intake.ImageSource;
import dev.likeness.ingest.intake.Origin;
import dev.likeness.ingest.intake.Submission;
import dev.likeness.ingest.intake.Work;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.ResponseMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Submissions that differ in a few things. Immutable: every method makes another one. */
public record Submissions(
    Origin origin,
    List<ImageSource> images,
    String prompt,
    List<String> profiles,
    int outputs,
    ResponseMode mode,
    @Nullable String callbackUrl,
    @Nullable String clientRequestId) {

  /** Asynchronous, by HTTP, with a small photo inline. */
  public static Submissions async() {
    return new Submissions(
        new Origin.HttpCall("request-1", true),
        List.of(new ImageSource.Inline(Photos.png(4, 3))),
        "",
        List.of(),
        1,
        ResponseMode.URLS,
        null,
        null);
  }

  /** Synchronous, by HTTP, with a small photo inline, answered with bytes. */
  public static Submissions sync() {
    return async().from(new Origin.HttpCall("request-1", false)).answeredWith(ResponseMode.BYTES);
  }

  public Submissions from(Origin other) {
    return new Submissions(
        other, images, prompt, profiles, outputs, mode, callbackUrl, clientRequestId);
  }

  public Submissions of(ImageSource... others) {
    return new Submissions(
        origin, List.of(others), prompt, profiles, outputs, mode, callbackUrl, clientRequestId);
  }

  public Submissions saying(String other) {
    return new Submissions(
        origin, images, other, profiles, outputs, mode, callbackUrl, clientRequestId);
  }

  public Submissions showing(List<String> others) {
    return new Submissions(
        origin, images, prompt, others, outputs, mode, callbackUrl, clientRequestId);
  }

  public Submissions times(int other) {
    return new Submissions(
        origin, images, prompt, profiles, other, mode, callbackUrl, clientRequestId);
  }

  public Submissions answeredWith(ResponseMode other) {
    return new Submissions(
        origin, images, prompt, profiles, outputs, other, callbackUrl, clientRequestId);
  }

  public Submissions callingBack(String other) {
    return new Submissions(origin, images, prompt, profiles, outputs, mode, other, clientRequestId);
  }

  public Submissions named(String other) {
    return new Submissions(origin, images, prompt, profiles, outputs, mode, callbackUrl, other);
  }

  /** The submission, of account {@code acme}. */
  public Submission submission() {
    return new Submission(
        "acme",
        origin,
        new Work(Operation.ENHANCE, images, prompt, profiles, outputs, OutputFormat.JPG, mode),
        callbackUrl,
        clientRequestId);
  }
}
