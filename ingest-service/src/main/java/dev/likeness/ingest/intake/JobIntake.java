package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.intake.Admission.Accepted;
import dev.likeness.ingest.intake.Admission.Refused;
import dev.likeness.ingest.photos.Photo;
import dev.likeness.kit.blob.BlobKeys;
import dev.likeness.kit.blob.BlobStoreException;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Turns a submission of a known account into a job, or says why not. Checks come first, in the
 * order of their cost; then the photos are stored, then the command is appended. So nothing is
 * stored for what is refused, and an accepted job is durable. Should storing succeed and appending
 * fail, photos stay behind under the name of their content, and the retry finds them there. Thread
 * safe; calls block.
 */
public final class JobIntake {
  private final IntakePolicy policy;
  private final IntakePorts ports;
  private final InstantSource clock;
  private final SubmissionRules rules;
  private final InputImages images;
  private final JobNames names;

  public JobIntake(
      IntakePolicy policy, IntakePorts ports, InstantSource clock, RandomGenerator random) {
    this.policy = policy;
    this.ports = ports;
    this.clock = clock;
    this.rules = new SubmissionRules(policy.prices(), ports.urls());
    this.images = new InputImages(ports.images(), policy.images());
    this.names = new JobNames(random);
  }

  /** Never throws for what a customer can send, nor when something of ours does not answer. */
  public Admission admit(Submission submission) {
    Instant begin = clock.instant();
    Admission admission;
    try {
      admission = checked(submission);
    } catch (RefusalException e) {
      admission = new Refused(e.refusal());
    } catch (BlobStoreException e) {
      admission =
          refused(FailureCode.STORAGE_UNAVAILABLE, "The image could not be stored; try again.");
    }
    count(submission, admission, begin);
    return admission;
  }

  private Admission checked(Submission submission) {
    Optional<Refusal> objection = rules.objectionTo(submission);
    if (objection.isPresent()) {
      return new Refused(objection.get());
    }
    Price price =
        policy.prices().priceOf(submission.work()).orElseThrow(); // the rules asked for it
    return switch (images.obtain(submission.work().images())) {
      case InputImages.Obtained.Refused refused ->
          acceptedBefore(submission).orElseGet(() -> new Refused(refused.refusal()));
      case InputImages.Obtained.Images obtained -> accept(submission, obtained.images(), price);
    };
  }

  private Admission accept(Submission submission, List<Photo> inputs, Price price) {
    List<BlobRef> references = inputs.stream().map(input -> store(submission, input)).toList();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as records keep it
    JobId job = names.nameOf(submission, now);
    String fingerprint = Fingerprint.of(submission, inputs);
    LogPosition position =
        ports
            .log()
            .append(
                JobCommand.newBuilder()
                    .setJobId(job.value())
                    .setAccount(submission.account())
                    .setAt(now)
                    .setRequestId(submission.origin().requestId())
                    .setCommand(submit(submission, references, price, fingerprint, now))
                    .build());
    return submission.clientRequestId() == null
        ? new Accepted(job, now)
        : acceptedFirst(job, fingerprint, position);
  }

  /** A retry need not find the photo where it was: its job has it. */
  private Optional<Admission> acceptedBefore(Submission submission) {
    Optional<JobId> job = JobNames.givenNameOf(submission);
    Optional<String> fingerprint = Fingerprint.withoutPhotos(submission);
    if (job.isEmpty() || fingerprint.isEmpty()) {
      return Optional.empty();
    }
    return ports
        .firstSubmissions()
        .known(job.get())
        .map(first -> sameAs(first, job.get(), fingerprint.get()));
  }

  /** The job may exist already, made by an earlier or simultaneous submission: that one counts. */
  private Admission acceptedFirst(JobId job, String fingerprint, LogPosition position) {
    return sameAs(
        ports.firstSubmissions().await(job, position, policy.firstSubmissionLimit()),
        job,
        fingerprint);
  }

  private static Admission sameAs(FirstSubmission first, JobId job, String fingerprint) {
    return first.fingerprint().equals(fingerprint)
        ? new Accepted(job, first.createdAt())
        : refused(
            FailureCode.IDEMPOTENCY_CONFLICT,
            "This client_request_id was used with another request; choose a new one.");
  }

  private BlobRef store(Submission submission, Photo input) {
    BlobRef reference = input.reference(BlobKeys.input(submission.account(), input.sha256()));
    if (!ports.blobs().exists(reference.getKey())) { // named by content: what is there is the same
      ports.blobs().put(reference.getKey(), input.bytes());
      ports.metrics().stored(input.bytes().length);
    }
    return reference;
  }

  private Submit submit(
      Submission submission, List<BlobRef> inputs, Price price, String fingerprint, Instant now) {
    return Submit.newBuilder()
        .setSpec(spec(submission.work(), inputs))
        .setPrice(price)
        .setLane(submission.origin().lane())
        .setClientRequestId(submission.clientRequestId())
        .setFingerprint(fingerprint)
        .setCallbackUrl(submission.callbackUrl())
        .setDeadline(now.plus(submission.async() ? policy.asyncDeadline() : policy.syncLimit()))
        .build();
  }

  private static JobSpec spec(Work work, List<BlobRef> inputs) {
    return JobSpec.newBuilder()
        .setOperation(work.operation())
        .setPrompt(work.prompt())
        .setProfileIds(work.profileIds())
        .setInputs(inputs)
        .setOutputCount(work.outputCount())
        .setOutputFormat(work.outputFormat())
        .setResponseMode(work.responseMode())
        .build();
  }

  private void count(Submission submission, Admission admission, Instant begin) {
    var lane = submission.origin().lane();
    switch (admission) {
      case Accepted _ -> ports.metrics().accepted(lane, Duration.between(begin, clock.instant()));
      case Refused refused -> ports.metrics().refused(lane, refused.refusal().code());
    }
  }

  private static Refused refused(FailureCode code, String detail) {
    return new Refused(Refusal.of(code, detail));
  }
}
