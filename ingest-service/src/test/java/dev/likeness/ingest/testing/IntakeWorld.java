package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.IngestMetrics;
import dev.likeness.ingest.intake.IntakePolicy;
import dev.likeness.ingest.intake.IntakePorts;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.intake.PriceList;
import dev.likeness.ingest.photos.ImageLimits;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Intake with everything around it in memory. */
public final class IntakeWorld {
  /** Where a photo lies. */
  public static final String PHOTO_URL = "https://photos.example/one.png";

  /** Every address of this host is private. */
  public static final String PRIVATE_URL = "https://inside.example/";

  public final ManualClock clock = new ManualClock();
  public final InMemoryBlobStore blobs = new InMemoryBlobStore();
  public final InMemoryJobLog log = new InMemoryJobLog();

  private final Map<String, byte[]> web = new HashMap<>(Map.of(PHOTO_URL, Photos.png(4, 3)));

  public final IntakePorts ports =
      new IntakePorts(
          IntakeWorld::objectionTo,
          new ImagesByUrl(web),
          blobs,
          log,
          new LoggedFirstSubmissions(log),
          IngestMetrics.NONE);

  public final JobIntake intake =
      new JobIntake(
          new IntakePolicy(
              new PriceList(Map.of(Operation.ENHANCE, new PriceList.PerImage(120_000, 150_000))),
              new ImageLimits(100_000, 50_000_000, 16_384),
              Duration.ofHours(1),
              Duration.ofMinutes(10),
              Duration.ofSeconds(5)),
          ports,
          clock,
          new Random(1));

  /** From now on, {@link #PHOTO_URL} leads nowhere. */
  public void takePhotoAway() {
    web.clear();
  }

  /** The submissions in the log, first to last. */
  public List<Submit> submits() {
    return log.commands().stream()
        .map(command -> command.getCommand())
        .filter(Submit.class::isInstance)
        .map(Submit.class::cast)
        .toList();
  }

  /** Whether nothing was stored or appended. */
  public boolean isUntouched() {
    return blobs.keys().isEmpty() && log.commands().isEmpty();
  }

  private static Optional<Refusal> objectionTo(String what, String url) {
    if (!url.startsWith("https://")) {
      return Optional.of(Refusal.of(FailureCode.INVALID_REQUEST, what + " must be an https URL."));
    }
    return url.startsWith(PRIVATE_URL)
        ? Optional.of(Refusal.of(FailureCode.ADDRESS_NOT_ALLOWED, what + " leads inside."))
        : Optional.empty();
  }
}
