package dev.likeness.ingest.testing;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.TrustedRecords;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.files.CatalogueFile;
import dev.likeness.ingest.files.PriceFile;
import dev.likeness.ingest.files.RuledPrompts;
import dev.likeness.ingest.intake.IngestMetrics;
import dev.likeness.ingest.intake.IntakePolicy;
import dev.likeness.ingest.intake.IntakePorts;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.intake.PrepaidCredit;
import dev.likeness.ingest.intake.Profiles;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.kit.auth.AccountDirectory;
import dev.likeness.kit.auth.AccountGate;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.kit.testing.InMemoryBlobStore;
import dev.likeness.kit.testing.ManualClock;
import dev.likeness.schema.v1.AccountBalance;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Profile;
import dev.likeness.schema.v1.ProfileStatus;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Intake with everything around it in memory. */
public final class IntakeWorld {
  /** Of a photo that nobody here fetches. */
  public static final String PHOTO_URL = "https://photos.example/one.png";

  /** Its host is written as a private address, for the URL policy here. */
  public static final String PRIVATE_URL = "https://inside.example/";

  /** Bytes of photos that an account may have stored. */
  public static final long STORAGE_QUOTA = 1_000_000;

  public static final Catalogue CATALOGUE = CatalogueFile.read();

  public final ManualClock clock = new ManualClock();
  public final InMemoryBlobStore blobs = new InMemoryBlobStore(clock);
  public final StorageQuota quota = new StorageQuota(STORAGE_QUOTA);
  public final InMemoryJobLog log = new InMemoryJobLog();

  /** Account {@code acme} is there, and others that tests open. */
  public final AccountDirectory accounts = new AccountDirectory();

  public final PrepaidCredit credit = new PrepaidCredit(() -> {});

  /** Profiles, by id; {@code mum} and {@code dad} of account {@code acme} are ready. */
  public final Map<String, Profile> profiles = new ConcurrentHashMap<>();

  /** What the view says. */
  public final KnownJobs jobs = new KnownJobs(clock);

  public final IntakePorts ports =
      new IntakePorts(
          new AccountGate(accounts),
          IntakeWorld::objectionTo,
          IntakeWorld::objectionTo,
          blobs,
          quota,
          log,
          new LoggedFirstSubmissions(log),
          new Profiles(id -> Optional.ofNullable(profiles.get(id)), jobs),
          credit,
          IngestMetrics.NONE);

  public final JobIntake intake =
      new JobIntake(
          new IntakePolicy(
              CATALOGUE,
              PriceFile.read("", CATALOGUE),
              RuledPrompts.read(""),
              new ImageLimits(100_000, 50_000_000, 16_384),
              Duration.ofHours(1),
              Duration.ofHours(2),
              Duration.ofMinutes(10),
              Duration.ofSeconds(5)),
          ports,
          clock,
          new Random(1));

  public IntakeWorld() {
    TrustedRecords.install(); // services have AvroSerdes do it
    openAccount("acme", false);
    addProfile("mum", "acme", ProfileStatus.READY);
    addProfile("dad", "acme", ProfileStatus.READY);
    setCredit(1_000_000_000);
  }

  /** From now on there is such an account. */
  public void openAccount(String id, boolean suspended) {
    accounts.put(
        AccountRecord.newBuilder()
            .setAccount(id)
            .setCreatedAt(clock.instant())
            .setSuspended(suspended)
            .build());
  }

  public void addProfile(String id, String account, ProfileStatus status) {
    profiles.put(
        id,
        Profile.newBuilder()
            .setProfileId(id)
            .setAccount(account)
            .setStatus(status)
            .setTrainingTier("fast")
            .setCreatedAt(clock.instant())
            .setUpdatedAt(clock.instant())
            .build());
  }

  /** From now on, account {@code acme} has this credit, in micro-dollars. */
  public void setCredit(long micros) {
    credit.published(balance(micros));
  }

  private static AccountBalance balance(long micros) {
    return AccountBalance.newBuilder()
        .setAccount("acme")
        .setCreditMicros(micros)
        .setReservedMicros(0)
        .setEntries(1)
        .setKind(LedgerEntryKind.DEPOSIT)
        .setAt(Instant.EPOCH)
        .build();
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
