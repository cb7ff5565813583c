package dev.likeness.ingest;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.health.HealthCheck;
import dev.likeness.contract.Topics;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.LiveWorkers;
import dev.likeness.ingest.catalogue.ServedOperations;
import dev.likeness.ingest.docs.ApiDocs;
import dev.likeness.ingest.files.CatalogueFile;
import dev.likeness.ingest.files.PriceFile;
import dev.likeness.ingest.files.RuledPrompts;
import dev.likeness.ingest.http.FirstSubmissionServlet;
import dev.likeness.ingest.http.HttpEdge;
import dev.likeness.ingest.http.ModelsResource;
import dev.likeness.ingest.images.CheckedUrls;
import dev.likeness.ingest.images.RemoteImageFetcher;
import dev.likeness.ingest.inputs.InputsRole;
import dev.likeness.ingest.inputs.StorageUpkeep;
import dev.likeness.ingest.intake.Cancellations;
import dev.likeness.ingest.intake.FirstSubmissions;
import dev.likeness.ingest.intake.IntakePolicy;
import dev.likeness.ingest.intake.IntakePorts;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.intake.JobResults;
import dev.likeness.ingest.intake.ProfileDeletionLog;
import dev.likeness.ingest.intake.ProfileRemovals;
import dev.likeness.ingest.intake.Profiles;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.ingest.kafka.KafkaJobLog;
import dev.likeness.ingest.kafka.PoolQueue;
import dev.likeness.ingest.kafka.PublishedBalances;
import dev.likeness.ingest.metrics.DropwizardIngestMetrics;
import dev.likeness.ingest.metrics.DropwizardInputsMetrics;
import dev.likeness.ingest.metrics.DropwizardSchedulerMetrics;
import dev.likeness.ingest.peer.CallbackJobResults;
import dev.likeness.ingest.peer.EdgeInstances;
import dev.likeness.ingest.photos.InputsMetrics;
import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.ingest.scheduler.JobLifecycle;
import dev.likeness.ingest.scheduler.PoolStatus;
import dev.likeness.ingest.streams.FirstSubmissionsTopology;
import dev.likeness.ingest.streams.SchedulerTopology;
import dev.likeness.ingest.streams.StoredFirstSubmissions;
import dev.likeness.ingest.topic.SubmissionListener;
import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.auth.AccountGate;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.http.HttpManners;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.PartitionCount;
import dev.likeness.kit.kafka.Processing;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.kafka.SchemaRegistryCheck;
import dev.likeness.kit.kafka.StreamsRuntime;
import dev.likeness.kit.kafka.StreamsSettings;
import dev.likeness.kit.kafka.TopicAccounts;
import dev.likeness.kit.metrics.PrometheusExport;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.rate.TokenBuckets;
import dev.likeness.schema.v1.JobSnapshot;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import io.dropwizard.lifecycle.Managed;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.eclipse.jetty.server.Server;

/** The ingest service: the only place where its parts are put together. */
public final class IngestApplication extends Application<IngestConfiguration> {
  private static final String CONFIG = "ingest.yml";
  private static final String INPUTS_GROUP = "likeness-inputs";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longer than a job lives before its end, from which on the scheduler remembers it. */
  private static final Duration ORPHAN_MARGIN = Duration.ofDays(7);

  private final Map<String, String> settings;
  private final CompletableFuture<Server> started;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();

  /**
   * @param settings values for the {@code ${NAME}}s of the configuration
   * @param started gets the server when it accepts requests
   */
  public IngestApplication(Map<String, String> settings, CompletableFuture<Server> started) {
    this.settings = settings;
    this.started = started;
  }

  /**
   * Runs a command, for example {@code server ingest.yml}, which is also what no arguments mean.
   */
  public static void main(String[] arguments) throws Exception {
    var started = new CompletableFuture<Server>();
    new IngestApplication(System.getenv(), started)
        .run(arguments.length == 0 ? new String[] {"server", CONFIG} : arguments);
    if (started.isCompletedExceptionally()) {
      System.exit(1);
    }
  }

  /** The service may share its JVM with others, so a start that fails ends only itself. */
  @Override
  protected void onFatalError(Throwable thrown) {
    started.completeExceptionally(thrown);
  }

  @Override
  public String getName() {
    return "ingest";
  }

  /** Logging is set up by logback.xml, from the first line on. */
  @Override
  protected void bootstrapLogging() {}

  @Override
  public void initialize(Bootstrap<IngestConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(ServiceSettings.from(settings));
    bootstrap.addCommand(new TopicsCommand());
    bootstrap.addCommand(new AccountsCommand());
  }

  @Override
  public void run(IngestConfiguration configuration, Environment environment) throws Exception {
    var secret = configuration.masterSecret(); // before anything is started without one
    HttpManners.install(configuration, environment, configuration.edge().limits());
    var calls = new InternalCalls(secret);
    HttpManners.installInternalDoor(environment, calls);
    PrometheusExport.install(environment);
    var clients = new KafkaClients(configuration.kafka(), getName());
    SchemaRegistryCheck.install(environment, clients, clock);
    TopicsCommand.provisionCommon(clients, configuration);
    var topics = new AccountTopics(clients, configuration);
    manage(environment, "account-topics", topics, topics.healthCheck());

    // Managed parts stop in the reverse order of their start: first what brings work, then its
    // tools.
    var client = serviceClient();
    environment.lifecycle().manage(new AutoCloseableManager(client));
    var log =
        new KafkaJobLog(
            clients.producer("commands"),
            configuration.intake().acknowledgeLimit().toJavaDuration());
    environment.lifecycle().manage(log);
    var metrics = new DropwizardIngestMetrics(environment.metrics());
    var blobs = new FileSystemBlobStore(configuration.files().blobRoot());
    var inputsMetrics = new DropwizardInputsMetrics(environment.metrics());
    var quota = storageQuota(configuration, environment, blobs, inputsMetrics);
    var results = jobResults(configuration, clients, client, calls);
    var profiles = new CompactedTopic<>(clients, Topics.PROFILES);
    var balances = new PublishedBalances(clients);
    var accounts = new TopicAccounts(clients);
    if (configuration.plays(Role.HTTP) || configuration.plays(Role.TOPIC)) {
      manage(environment, "profiles", profiles, profiles.healthCheck());
      manage(environment, "balances", balances, balances.healthCheck());
      manage(environment, "accounts", accounts, accounts.healthCheck());
    }
    LiveWorkers workers = workers(configuration, environment, clients);
    if (configuration.plays(Role.SCHEDULER)) {
      scheduler(configuration, environment, clients, workers);
    }
    if (configuration.plays(Role.INPUTS)) {
      inputs(configuration, environment, clients, blobs, quota, inputsMetrics);
    }
    if (configuration.plays(Role.HTTP) || configuration.plays(Role.TOPIC)) {
      var ports =
          new IntakePorts(
              new AccountGate(accounts),
              new CheckedUrls(urls(configuration, configuration.fetch().callbackRanges())),
              new CheckedUrls(urls(configuration, configuration.fetch().imageRanges())),
              blobs,
              quota,
              log,
              firstSubmissions(
                  configuration, environment, clients, new EdgeInstances(client, calls)),
              new Profiles(profiles::get, results),
              balances.credit(),
              metrics);
      IntakePolicy policy = policy(configuration);
      var intake = new JobIntake(policy, ports, clock, random);
      if (configuration.plays(Role.TOPIC)) {
        var listener = new SubmissionListener(clients, intake, metrics, clock, random);
        manage(environment, "submissions", listener, listener.healthCheck());
        gauge(environment, "intake.submissions.oldest-seconds", listener::oldestSeconds);
      }
      if (configuration.plays(Role.HTTP)) {
        HttpManners.installAuthentication(environment, accounts);
        HttpManners.installRateLimits(
            environment, new TokenBuckets(configuration.rates().rate(), System::nanoTime));
        HttpManners.installCrossOrigin(environment, configuration.edge().origins());
        HttpManners.installRequestShares(
            environment, new FairShares(configuration.edge().requests()));
        var models =
            new ModelsResource(policy.catalogue(), policy.prices(), new ServedOperations(workers));
        httpEdge(configuration, client, results, intake, ports, log, models)
            .install(environment.jersey());
        new ApiDocs(configuration.addresses().publicUrl()).install(environment.jersey());
      }
    }
    environment.lifecycle().addServerLifecycleListener(started::complete);
  }

  private void inputs(
      IngestConfiguration configuration,
      Environment environment,
      KafkaClients clients,
      BlobStore blobs,
      StorageQuota quota,
      InputsMetrics metrics) {
    var role =
        new InputsRole(
            clients,
            INPUTS_GROUP,
            fetcher(configuration, environment),
            blobs,
            quota,
            configuration.fetch().inputs(configuration.intake().imageLimits()),
            clock,
            metrics,
            random);
    manage(environment, "inputs", role, role.fetchesHealth());
    environment.healthChecks().register("removals", role.removalsHealth());
    environment.healthChecks().register("job-control", role.cancelledHealth());
    gauge(environment, "inputs.oldest-seconds", role::oldestFetchSeconds);
  }

  private static void manage(
      Environment environment, String name, Managed part, HealthCheck health) {
    environment.lifecycle().manage(part);
    environment.healthChecks().register(name, health);
  }

  private static void gauge(Environment environment, String name, Gauge<Long> value) {
    var _ = environment.metrics().register(name, value);
  }

  /** Kept by whoever stores photos or accepts them; the role {@code inputs} removes orphans. */
  private StorageQuota storageQuota(
      IngestConfiguration configuration,
      Environment environment,
      BlobStore blobs,
      InputsMetrics metrics) {
    var quota = new StorageQuota(configuration.files().quota().toBytes());
    if (configuration.plays(Role.HTTP)
        || configuration.plays(Role.TOPIC)
        || configuration.plays(Role.INPUTS)) {
      var upkeep =
          new StorageUpkeep(
              blobs,
              quota,
              new StorageUpkeep.Settings(
                  configuration.files().upkeepEvery().toJavaDuration(),
                  configuration.scheduler().rules().rememberFor().plus(ORPHAN_MARGIN),
                  configuration.plays(Role.INPUTS)),
              clock,
              metrics);
      manage(environment, "storage-upkeep", upkeep, upkeep.healthCheck());
    }
    return quota;
  }

  /** Read where something depends on it, before that starts. */
  private LiveWorkers workers(
      IngestConfiguration configuration, Environment environment, KafkaClients clients) {
    var statuses = new CompactedTopic<>(clients, Topics.WORKER_STATUS);
    if (configuration.plays(Role.HTTP) || configuration.plays(Role.SCHEDULER)) {
      manage(environment, "worker-status", statuses, statuses.healthCheck());
    }
    return new LiveWorkers(statuses::values, clock);
  }

  private void scheduler(
      IngestConfiguration configuration,
      Environment environment,
      KafkaClients clients,
      LiveWorkers workers) {
    var lifecycle =
        new JobLifecycle(
            configuration.scheduler().rules(),
            configuration.scheduler().pool(),
            PoolStatus.of(workers::waitingSince, workers::heardOf),
            () -> UUID.randomUUID().toString().replace("-", ""),
            random::nextDouble);
    var metrics = new DropwizardSchedulerMetrics(environment.metrics(), clock);
    environment.healthChecks().register("released-attempts", metrics.untakenCheck());
    var released = new PoolQueue(clients, configuration.scheduler().pool());
    environment.lifecycle().manage(released);
    var streams =
        streams(
            configuration,
            environment,
            clients,
            SchedulerTopology.APPLICATION_ID,
            Processing.DECIDES,
            faults ->
                SchedulerTopology.build(
                    lifecycle, clients.serdes().waiting(), released, metrics, faults));
    environment.healthChecks().register("scheduler", streams.healthCheck());
  }

  /** Who was first with a job, as the order of the command log says. */
  private FirstSubmissions firstSubmissions(
      IngestConfiguration configuration,
      Environment environment,
      KafkaClients clients,
      EdgeInstances others) {
    Duration rememberFor = configuration.scheduler().rules().rememberFor();
    var streams =
        streams(
            configuration,
            environment,
            clients,
            FirstSubmissionsTopology.APPLICATION_ID,
            Processing.FOLDS,
            faults ->
                FirstSubmissionsTopology.build(clients.serdes().waiting(), rememberFor, faults));
    environment.healthChecks().register("first-submissions", streams.healthCheck());
    var first =
        new StoredFirstSubmissions(
            streams.streams(),
            configuration.addresses().applicationServer(),
            new PartitionCount(clients, Topics.JOB_COMMANDS.name()),
            others,
            rememberFor,
            clock);
    environment
        .servlets()
        .addServlet("first-submissions", new FirstSubmissionServlet(first.here()))
        .addMapping(FirstSubmissionServlet.PATH);
    return first;
  }

  private StreamsRuntime streams(
      IngestConfiguration configuration,
      Environment environment,
      KafkaClients clients,
      String application,
      Processing processing,
      Function<RecordFaults, Topology> topology) {
    var faults = new RecordFaults(application, environment.metrics(), clock);
    environment.healthChecks().register(application + "-records", faults.healthCheck());
    var streams =
        new StreamsRuntime(
            topology.apply(faults),
            clients,
            new StreamsSettings(
                application,
                configuration.files().stateDirectory(),
                configuration.addresses().applicationServer(),
                configuration.scheduler().standbys(),
                processing));
    environment.lifecycle().manage(streams);
    return streams;
  }

  private HttpEdge httpEdge(
      IngestConfiguration configuration,
      HttpClient client,
      JobResults results,
      JobIntake intake,
      IntakePorts ports,
      ProfileDeletionLog deletions,
      ModelsResource models) {
    var addresses = configuration.addresses();
    var syncLimit = configuration.intake().syncLimit().toJavaDuration();
    var cancellations = new Cancellations(results, ports.log(), clock);
    return new HttpEdge(
        intake,
        new SyncJobs(results, cancellations, syncLimit, clock, ports.metrics()),
        cancellations,
        new ProfileRemovals(results, deletions, cancellations, clock),
        models,
        ports.blobs(),
        new SignedUrls(addresses.publicUrl(), configuration.masterSecret().value()),
        client,
        addresses.publicUrl(),
        addresses.callbackUrl(),
        configuration.bodies(),
        clock);
  }

  private static IntakePolicy policy(IngestConfiguration configuration) {
    Catalogue catalogue = CatalogueFile.read();
    return configuration
        .intake()
        .policy(
            catalogue,
            PriceFile.read(configuration.files().pricesFile(), catalogue),
            RuledPrompts.read(configuration.files().promptPolicy()));
  }

  private CallbackJobResults jobResults(
      IngestConfiguration configuration,
      KafkaClients clients,
      HttpClient client,
      InternalCalls calls) {
    return new CallbackJobResults(
        client,
        configuration.addresses().callbackUrl(),
        calls,
        clients.serdes().deserializer(JobSnapshot.class),
        random);
  }

  /** For calls between our services. */
  private static HttpClient serviceClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT)
        .build();
  }

  private static RemoteImageFetcher fetcher(
      IngestConfiguration configuration, Environment environment) {
    var section = configuration.fetch();
    var addresses = new AddressPolicy(section.imageRanges(), section.nat64());
    var client =
        new GuardedHttpClient(
            addresses, section.limits(configuration.intake().largestImageBytes()));
    environment.lifecycle().manage(new AutoCloseableManager(client));
    environment.healthChecks().register("photo-fetches", client.healthCheck());
    return new RemoteImageFetcher(
        client, new CustomerUrls(addresses), section.timeout().toJavaDuration());
  }

  private static CustomerUrls urls(IngestConfiguration configuration, List<String> allowedRanges) {
    return new CustomerUrls(new AddressPolicy(allowedRanges, configuration.fetch().nat64()));
  }
}
