package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.ingest.catalogue.PriceList;
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
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.SubmissionSource;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a submission into a job, or says why not, whichever road it came. Checks come first, in the
 * order of their cost; then the photos that came along are stored, then the command is appended,
 * which names those that are still to be fetched. So nothing is stored for what is refused, and an
 * accepted job is durable. Should storing succeed and appending fail, photos stay behind until they
 * are older than any job could need them (infra/adr/0027). Thread safe; calls block.
 */
public final class JobIntake {
  private static final Logger LOG = LoggerFactory.getLogger(JobIntake.class);

  private final IntakePolicy policy;
  private final IntakePorts ports;
  private final InstantSource clock;
  private final ParameterRules parameters;
  private final SubmissionRules rules;
  private final InputImages images;
  private final JobNames names;

  public JobIntake(
      IntakePolicy policy, IntakePorts ports, InstantSource clock, RandomGenerator random) {
    this.policy = policy;
    this.ports = ports;
    this.clock = clock;
    this.parameters = new ParameterRules(policy.catalogue());
    this.rules =
        new SubmissionRules(
            parameters,
            new PhotoRules(policy.catalogue(), ports.photoUrls()),
            policy.prompts(),
            ports.callbackUrls());
    this.images = new InputImages(policy.images());
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

  private Admission checked(Submission given) {
    ports.gate().admit(given.account());
    Submission submission = given.with(parameters.completed(given.work()));
    Optional<Refusal> objection = rules.objectionTo(submission);
    if (objection.isPresent()) {
      return new Refused(objection.get());
    }
    List<InputPhoto> photos = images.look(submission.work().images());
    Optional<Refusal> notNow = objectionNow(submission);
    return notNow.isPresent()
        ? acceptedBefore(submission, photos).orElseGet(() -> new Refused(notNow.get()))
        : acceptedBefore(submission, photos).orElseGet(() -> accept(submission, photos));
  }

  /** What may be otherwise another time, and so must not keep a retry from its job. */
  private Optional<Refusal> objectionNow(Submission submission) {
    return ports.profiles().objectionTo(submission.account(), submission.work().profileIds());
  }

  private Admission accept(Submission submission, List<InputPhoto> photos) {
    Price price = price(submission.work());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as records keep it
    JobId job = names.nameOf(submission, now);
    String fingerprint = Fingerprint.of(submission, photos);
    Optional<Refusal> unaffordable =
        ports.credit().hold(submission.account(), job, price.getReservedMicros(), now);
    if (unaffordable.isPresent()) {
      return acceptedBefore(submission, photos).orElseGet(() -> new Refused(unaffordable.get()));
    }
    long bytes = bytesOf(photos);
    Optional<Refusal> noRoom =
        photos.isEmpty() ? Optional.empty() : ports.quota().take(submission.account(), bytes);
    if (noRoom.isPresent()) {
      ports.credit().release(submission.account(), job);
      return acceptedBefore(submission, photos).orElseGet(() -> new Refused(noRoom.get()));
    }
    List<Object> sources = sources(submission, job, fingerprint, photos);
    // What is held stays held if the command is not acknowledged: it may have been written.
    LogPosition position =
        ports
            .log()
            .append(
                JobCommand.newBuilder()
                    .setJobId(job.value())
                    .setAccount(submission.account())
                    .setAt(now)
                    .setRequestId(submission.origin().requestId())
                    .setCommand(submit(submission, job, sources, price, fingerprint, now))
                    .build());
    return submission.clientRequestId() == null
        ? new Accepted(job, now)
        : acceptedFirst(submission, job, fingerprint, now, position, bytes);
  }

  /** What stands for the photos; without it there is no job, and nothing is held for it. */
  private List<Object> sources(
      Submission submission, JobId job, String fingerprint, List<InputPhoto> photos) {
    try {
      return photos.stream().map(photo -> source(submission, job, fingerprint, photo)).toList();
    } catch (BlobStoreException e) {
      ports.credit().release(submission.account(), job);
      throw e;
    }
  }

  private static long bytesOf(List<InputPhoto> photos) {
    return photos.stream()
        .mapToLong(
            photo ->
                switch (photo) {
                  case InputPhoto.Here here -> here.photo().bytes().length;
                  case InputPhoto.Remote _ -> 0; // known once it is fetched
                })
        .sum();
  }

  /**
   * A retry gets its job, also where the same request would now be refused; what is known already
   * writes nothing.
   */
  private Optional<Admission> acceptedBefore(Submission submission, List<InputPhoto> photos) {
    return JobNames.givenNameOf(submission)
        .flatMap(
            job ->
                ports
                    .firstSubmissions()
                    .known(job)
                    .map(
                        first ->
                            sameAs(first, job, submission, Fingerprint.of(submission, photos))));
  }

  /** The job may exist already, made by an earlier or simultaneous submission: that one counts. */
  private Admission acceptedFirst(
      Submission submission,
      JobId job,
      String fingerprint,
      Instant now,
      LogPosition position,
      long bytes) {
    String account = submission.account();
    var first = ports.firstSubmissions().await(job, position, policy.firstSubmissionLimit());
    if (!first.equals(new FirstSubmission(fingerprint, now))) {
      ports.credit().release(account, job); // ours reserves nothing
      ports.quota().giveBack(account, bytes); // the same photos again, or removed now
    }
    if (bytes > 0 && !first.fingerprint().equals(fingerprint)) {
      removeSent(account, job, fingerprint);
    }
    return sameAs(first, job, submission, fingerprint);
  }

  /** Of a request that is refused: no other request has this fingerprint, so nobody needs them. */
  private void removeSent(String account, JobId job, String fingerprint) {
    try {
      ports.blobs().deleteAllUnder(BlobKeys.sentInputs(account, job.value(), fingerprint));
    } catch (BlobStoreException e) { // they go with the other files of the job
      LOG.atInfo().addKeyValue("jobId", job.value()).setCause(e).log("photos are not removed yet");
    }
  }

  private static Admission sameAs(
      FirstSubmission first, JobId job, Submission submission, String fingerprint) {
    return first.fingerprint().equals(fingerprint)
        ? new Accepted(job, first.createdAt())
        : refused(
            FailureCode.IDEMPOTENCY_CONFLICT,
            submission.clientRequestId() == null
                ? "Another request has the id of this one, " + job + "; submit it again."
                : "This client_request_id was used with another request; choose a new one.");
  }

  private Object source(Submission submission, JobId job, String fingerprint, InputPhoto photo) {
    return switch (photo) {
      case InputPhoto.Here here ->
          store(
              BlobKeys.sentInput(
                  submission.account(), job.value(), fingerprint, here.photo().sha256()),
              here.photo());
      case InputPhoto.Remote remote -> new RemotePhoto(remote.url());
    };
  }

  private BlobRef store(String key, Photo input) {
    ports.blobs().put(key, input.bytes());
    ports.metrics().stored(input.bytes().length);
    return input.reference(key);
  }

  /** With a photo that is still to be fetched, all of them are sources; else all are inputs. */
  private Submit submit(
      Submission submission,
      JobId job,
      List<Object> sources,
      Price price,
      String fingerprint,
      Instant now) {
    List<BlobRef> stored =
        sources.stream().filter(BlobRef.class::isInstance).map(BlobRef.class::cast).toList();
    boolean complete = stored.size() == sources.size();
    return Submit.newBuilder()
        .setSpec(spec(submission.work(), job, complete ? stored : List.of()))
        .setSources(complete ? List.of() : sources)
        .setPrice(price)
        .setLane(submission.lane())
        .setClientRequestId(submission.clientRequestId())
        .setFingerprint(fingerprint)
        .setCallbackUrl(submission.callbackUrl())
        .setDeadline(now.plus(timeFor(submission)))
        .setTag(submission.tag())
        .setSource(source(submission.origin()))
        .build();
  }

  private static @Nullable SubmissionSource source(Origin origin) {
    return switch (origin) {
      case Origin.HttpCall _ -> null;
      case Origin.TopicRecord at ->
          new SubmissionSource(at.topic(), at.topicId(), at.partition(), at.offset());
    };
  }

  private Price price(Work work) {
    return policy
        .prices()
        .priceOf(
            PriceList.Item.of(work.operation(), work.parameters()),
            work.outputCount(),
            !work.profileIds().isEmpty());
  }

  private Duration timeFor(Submission submission) {
    if (submission.work().operation() == Operation.TRAIN) {
      return policy.trainingDeadline();
    }
    return submission.async() ? policy.asyncDeadline() : policy.syncLimit();
  }

  /** A job that trains has the id of its profile. */
  private static JobSpec spec(Work work, JobId job, List<BlobRef> inputs) {
    return JobSpec.newBuilder()
        .setOperation(work.operation())
        .setPrompt(work.prompt())
        .setProfileIds(
            work.operation() == Operation.TRAIN ? List.of(job.value()) : work.profileIds())
        .setInputs(inputs)
        .setOutputCount(work.outputCount())
        .setOutputFormat(work.outputFormat())
        .setResponseMode(work.responseMode())
        .setParameters(work.parameters())
        .build();
  }

  private void count(Submission submission, Admission admission, Instant begin) {
    var lane = submission.lane();
    switch (admission) {
      case Accepted _ -> ports.metrics().accepted(lane, Duration.between(begin, clock.instant()));
      case Refused refused -> ports.metrics().refused(lane, refused.refusal().code());
    }
  }

  private static Refused refused(FailureCode code, String detail) {
    return new Refused(Refusal.of(code, detail));
  }
}
