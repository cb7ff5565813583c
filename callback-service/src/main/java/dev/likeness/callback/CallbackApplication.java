package dev.likeness.callback;

import dev.likeness.callback.credit.PeerUsages;
import dev.likeness.callback.credit.UsageFinder;
import dev.likeness.callback.delivery.KafkaAttemptLog;
import dev.likeness.callback.delivery.WebhookCall;
import dev.likeness.callback.delivery.WebhookDispatcher;
import dev.likeness.callback.http.AccountHttp;
import dev.likeness.callback.http.CallbackHttp;
import dev.likeness.callback.http.JobJson;
import dev.likeness.callback.metrics.CallbackMeters;
import dev.likeness.callback.peers.HttpPeers;
import dev.likeness.callback.query.CommandProgress;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.JobLister;
import dev.likeness.callback.query.JobWatch;
import dev.likeness.callback.query.QueueEstimates;
import dev.likeness.callback.secrets.TopicSecretStates;
import dev.likeness.callback.streams.CommandOffsets;
import dev.likeness.callback.streams.DeliveryTopology;
import dev.likeness.callback.streams.LedgerTopology;
import dev.likeness.callback.streams.LocalAccountUsages;
import dev.likeness.callback.streams.LocalJobStates;
import dev.likeness.callback.streams.LocalListings;
import dev.likeness.callback.streams.StoreFreshness;
import dev.likeness.callback.streams.ViewTopology;
import dev.likeness.callback.webhook.AccountSecrets;
import dev.likeness.callback.webhook.DeliveryPolicy;
import dev.likeness.callback.webhook.SecretRotation;
import dev.likeness.callback.webhook.WebhookSecrets;
import dev.likeness.callback.webhook.WebhookSignatures;
import dev.likeness.contract.Topics;
import dev.likeness.kit.app.ServiceSettings;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.blob.FileSystemBlobStore;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.http.HttpManners;
import dev.likeness.kit.kafka.CompactedTopic;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.PartitionCount;
import dev.likeness.kit.kafka.Processing;
import dev.likeness.kit.kafka.RecordFaults;
import dev.likeness.kit.kafka.SchemaRegistryCheck;
import dev.likeness.kit.kafka.StoreOwners;
import dev.likeness.kit.kafka.StreamsRuntime;
import dev.likeness.kit.kafka.StreamsSettings;
import dev.likeness.kit.kafka.TopicAccounts;
import dev.likeness.kit.kafka.TopicProvisioner;
import dev.likeness.kit.metrics.PrometheusExport;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.rate.FairShares;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;

/** The callback service: the only place where its parts are put together. */
public final class CallbackApplication extends Application<CallbackConfiguration> {
  private static final String CONFIG = "callback.yml";
  private static final int LARGEST_ANSWER = 4096;
  private static final int NO_LONGER_FOR_ANY_BODY = Integer.MAX_VALUE;

  /** Fewer than the threads of callback.yml, so that short questions always find one. */
  private static final int MOST_REQUESTS = 3_000;

  private static final int MOST_WAITS = 2_000;

  private final Map<String, String> settings;
  private final CompletableFuture<Server> started;

  /**
   * @param settings values for the {@code ${NAME}}s of the configuration
   * @param started gets the server when it accepts requests
   */
  public CallbackApplication(Map<String, String> settings, CompletableFuture<Server> started) {
    this.settings = settings;
    this.started = started;
  }

  /** Runs the service with the settings of the environment. */
  public static void main(String[] arguments) throws Exception {
    var started = new CompletableFuture<Server>();
    new CallbackApplication(System.getenv(), started)
        .run(arguments.length == 0 ? new String[] {"server", CONFIG} : arguments);
    if (started.isCompletedExceptionally()) {
      System.exit(1); // threads of what had started already would keep the process
    }
  }

  @Override
  public String getName() {
    return "callback";
  }

  /** Leaves it to the one who started us: this JVM may hold more than this service. */
  @Override
  protected void onFatalError(Throwable thrown) {
    started.completeExceptionally(thrown);
  }

  /** Logging is set up by logback.xml, from the first line on. */
  @Override
  protected void bootstrapLogging() {}

  @Override
  public void initialize(Bootstrap<CallbackConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(ServiceSettings.from(settings));
  }

  @Override
  public void run(CallbackConfiguration configuration, Environment environment) throws Exception {
    var calls = new InternalCalls(configuration.masterSecret()); // before anything is started
    HttpManners.install(configuration, environment);
    HttpManners.installInternalDoor(environment, calls);
    PrometheusExport.install(environment);
    var clients = new KafkaClients(configuration.kafka(), getName());
    SchemaRegistryCheck.install(environment, clients, Clock.systemUTC());
    var meters = new CallbackMeters(environment.metrics());
    Admin admin = clients.admin();
    environment.lifecycle().manage(new AutoCloseableManager(admin));
    new TopicProvisioner(admin, configuration.partitions()).provision(List.of(), List.of());

    var secrets = secrets(configuration, environment, clients);

    // Stopped in reverse: first the streams, then what they call.
    if (configuration.plays(Role.DELIVERY)) {
      runDelivery(configuration, environment, clients, secrets, meters);
    }
    if (configuration.plays(Role.VIEW)) {
      runView(configuration, environment, clients, secrets, admin, meters, calls);
    }
    environment.lifecycle().addServerLifecycleListener(started::complete);
  }

  private void runView(
      CallbackConfiguration configuration,
      Environment environment,
      KafkaClients clients,
      AccountSecrets secrets,
      Admin admin,
      CallbackMeters meters,
      InternalCalls calls) {
    var clock = Clock.systemUTC();
    var watch = new JobWatch();
    var progress = new CommandProgress();
    var urls = new SignedUrls(configuration.publicUrl(), configuration.masterSecret().value());
    var webhooks = // of jobs that have ended; the last attempt comes days after
        new JobJson(
            urls,
            JobJson.URLS_LIVE.plus(configuration.delivery().longestSchedule()),
            _ -> Optional.empty(),
            clock);
    var faults = faults(ViewTopology.APPLICATION, environment);
    var parts =
        new ViewTopology.Parts(
            webhooks,
            watch,
            progress,
            meters,
            faults,
            configuration.view().retention().toJavaDuration(),
            configuration.view().undeliveredRetention().toJavaDuration());
    var runtime =
        runStreams(
            ViewTopology.APPLICATION,
            LedgerTopology.addTo(
                ViewTopology.build(clients.serdes().waiting(), parts),
                clients.serdes().waiting(),
                meters,
                faults),
            configuration,
            environment,
            clients);
    var freshness =
        new StoreFreshness(
            new CommandOffsets(admin, Topics.JOB_COMMANDS.name(), ViewTopology.APPLICATION),
            progress);
    var self = configuration.applicationServer();
    var partitions = new PartitionCount(clients, Topics.JOB_COMMANDS.name());
    var states =
        new LocalJobStates(
            runtime.streams(),
            new StoreOwners(runtime.streams(), ViewTopology.JOBS, self, partitions),
            freshness);
    var listings =
        new LocalListings(
            runtime.streams(),
            new StoreOwners(runtime.streams(), ViewTopology.LISTINGS, self, partitions),
            freshness);
    var peers = new HttpPeers(clients.serdes(), calls);
    environment.lifecycle().manage(new AutoCloseableManager(peers));
    var queues = new CompactedTopic<>(clients, Topics.QUEUE_STATUS);
    environment.lifecycle().manage(queues);
    environment.healthChecks().register("queue-status", queues.healthCheck());
    var waits =
        JobFinder.Waits.usual().withPatience(configuration.view().patience().toJavaDuration());
    environment.lifecycle().addEventListener(new EndWaitsAtStop(watch::end));
    var accounts = new TopicAccounts(clients);
    environment.lifecycle().manage(accounts);
    environment.healthChecks().register("accounts", accounts.healthCheck());
    HttpManners.installAuthentication(environment, accounts);
    HttpManners.installRequestShares(environment, new FairShares(MOST_REQUESTS));
    CallbackHttp.install(
        environment.jersey(),
        new CallbackHttp.Parts(
            new JobFinder(states, peers, watch, waits, clock, meters),
            new JobLister(listings, peers, watch, waits, clock, meters),
            listings,
            new JobJson(
                urls,
                JobJson.URLS_LIVE,
                new QueueEstimates(queues::values, states::partitionOf, clock),
                clock),
            new FileSystemBlobStore(configuration.blobRoot()),
            clients.serdes(),
            new FairShares(MOST_WAITS)));
    var balanceOwners =
        new StoreOwners(
            runtime.streams(),
            LedgerTopology.BALANCES,
            self,
            new PartitionCount(clients, Topics.LEDGER.name()));
    AccountHttp.install(
        environment.jersey(),
        usage(environment, peers, runtime, balanceOwners, waits),
        secrets,
        clients.serdes().serializer(),
        clock);
  }

  private static UsageFinder usage(
      Environment environment,
      PeerUsages peers,
      StreamsRuntime runtime,
      StoreOwners owners,
      JobFinder.Waits waits) {
    var usages = new LocalAccountUsages(runtime.streams(), owners);
    var finder = new UsageFinder(usages, peers, waits, Clock.systemUTC());
    environment.lifecycle().addEventListener(new EndWaitsAtStop(finder::end));
    return finder;
  }

  private static AccountSecrets secrets(
      CallbackConfiguration configuration, Environment environment, KafkaClients clients) {
    var states = new TopicSecretStates(clients);
    environment.lifecycle().manage(states);
    environment.healthChecks().register("webhook-secrets", states.healthCheck());
    return new AccountSecrets(
        new WebhookSecrets(configuration.masterSecret().value()),
        states,
        new SecretRotation(configuration.webhookSecretOverlap()),
        Clock.systemUTC());
  }

  private void runDelivery(
      CallbackConfiguration configuration,
      Environment environment,
      KafkaClients clients,
      AccountSecrets secrets,
      CallbackMeters meters) {
    var clock = Clock.systemUTC();
    var section = configuration.delivery();
    var addresses =
        new AddressPolicy(section.ranges(), AddressPolicy.rangesIn(section.nat64Prefixes()));
    var client =
        new GuardedHttpClient(
            addresses,
            new GuardedHttpClient.Limits(
                section.connectTimeout().toJavaDuration(),
                section.timeout().toJavaDuration(),
                NO_LONGER_FOR_ANY_BODY,
                LARGEST_ANSWER,
                section.places()));
    var producer = clients.producer("attempts");
    environment.lifecycle().manage(new AutoCloseableManager(client));
    environment.healthChecks().register("webhook-calls", client.healthCheck());
    environment.lifecycle().manage(new AutoCloseableManager(producer));
    var policy =
        new DeliveryPolicy(
            section.schedule(),
            section.longestRetryAfter().toJavaDuration(),
            () -> ThreadLocalRandom.current().nextDouble());
    var call =
        new WebhookCall(
            client,
            new CustomerUrls(addresses),
            secrets,
            new WebhookSignatures(clock),
            policy,
            clock);
    var dispatcher =
        new WebhookDispatcher(call, new KafkaAttemptLog(producer), clock, meters, section.limits());
    environment.lifecycle().manage(dispatcher);
    var _ =
        runStreams(
            DeliveryTopology.APPLICATION,
            DeliveryTopology.build(
                clients.serdes().waiting(),
                dispatcher,
                meters,
                faults(DeliveryTopology.APPLICATION, environment)),
            configuration,
            environment,
            clients);
  }

  private static RecordFaults faults(String application, Environment environment) {
    var faults = new RecordFaults(application, environment.metrics(), Clock.systemUTC());
    environment.healthChecks().register(application + "-records", faults.healthCheck());
    return faults;
  }

  private static StreamsRuntime runStreams(
      String application,
      Topology topology,
      CallbackConfiguration configuration,
      Environment environment,
      KafkaClients clients) {
    var settings =
        new StreamsSettings(
            application,
            configuration.stateDirectory(),
            configuration.applicationServer(),
            configuration.view().standbys(),
            Processing.FOLDS);
    var runtime = new StreamsRuntime(topology, clients, settings);
    environment.lifecycle().manage(runtime);
    environment.healthChecks().register(application, runtime.healthCheck());
    return runtime;
  }

  /** Jetty lets requests finish before it stops; those that wait need not. */
  private record EndWaitsAtStop(Runnable end) implements LifeCycle.Listener {
    @Override
    public void lifeCycleStopping(LifeCycle stopping) {
      end.run();
    }
  }
}
