package dev.likeness.ingest.testing;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.likeness.ingest.catalogue.LiveWorkers;
import dev.likeness.ingest.catalogue.ServedOperations;
import dev.likeness.ingest.files.PriceFile;
import dev.likeness.ingest.http.HttpEdge;
import dev.likeness.ingest.http.ModelsResource;
import dev.likeness.ingest.intake.Cancellations;
import dev.likeness.ingest.intake.IngestMetrics;
import dev.likeness.ingest.intake.ProfileRemovals;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.kit.app.RunningService;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.rate.Pace;
import dev.likeness.schema.v1.ProfileDeletion;
import dev.likeness.schema.v1.WorkerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The edge on a port of loopback, before an intake in memory, a view in memory and a
 * callback-service that a test plays.
 */
public final class EdgeServer implements AutoCloseable {
  /** In bytes; small, so that tests can go past it. */
  public static final int LARGEST_BODY = 300_000;

  public static final URI PUBLIC_URL = URI.create("https://likeness.example");

  /** Hardly any: what is too slow is tried where time is not the real one. */
  private static final Pace PACE = new Pace(1, Duration.ofMinutes(1), Duration.ofMinutes(2));

  public final IntakeWorld world = new IntakeWorld();
  public final KnownJobs jobs = world.jobs;
  public final SignedUrls urls = new SignedUrls(PUBLIC_URL, "not a secret");

  /** What was asked to be deleted. */
  public final List<ProfileDeletion> deletions = new CopyOnWriteArrayList<>();

  /** What the workers say. */
  public final List<WorkerStatus> workers = new CopyOnWriteArrayList<>();

  /** For bodies that arrive. */
  private final Path folder = Files.createTempDirectory("likeness-uploads");

  private final List<Class<?>> resources = new CopyOnWriteArrayList<>();
  private final HttpServer callback;
  private final HttpClient client = HttpClient.newHttpClient();
  private final RunningService service;

  public EdgeServer() throws Exception {
    callback = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    callback.start();
    var cancellations = new Cancellations(jobs, world.log, world.clock);
    var syncJobs =
        new SyncJobs(jobs, cancellations, Duration.ofMinutes(10), world.clock, IngestMetrics.NONE);
    var edge =
        new HttpEdge(
            world.intake,
            syncJobs,
            cancellations,
            new ProfileRemovals(jobs, deletions::add, cancellations, world.clock),
            new ModelsResource(
                IntakeWorld.CATALOGUE,
                PriceFile.read("", IntakeWorld.CATALOGUE),
                new ServedOperations(new LiveWorkers(() -> List.copyOf(workers), world.clock))),
            world.blobs,
            urls,
            client,
            PUBLIC_URL,
            URI.create("http://127.0.0.1:" + callback.getAddress().getPort()),
            new HttpEdge.BodyLimits(
                LARGEST_BODY, folder, 16L * LARGEST_BODY, 10L * LARGEST_BODY, PACE),
            world.clock);
    service =
        RunningService.start(
            started -> new EdgeApplication(edge, resources, started), "ingest.yml");
  }

  public URI url(String path) {
    return URI.create(service.url() + path);
  }

  /** What answers requests: classes with JAX-RS annotations, and others. */
  public List<Class<?>> resources() {
    return resources;
  }

  /** Plays callback-service from now on; without, it answers 404 in its own words. */
  public void callbackAnswers(HttpHandler handler) {
    callback.createContext("/", handler);
  }

  public void stopCallback() {
    callback.stop(0);
  }

  @Override
  public void close() throws IOException {
    service.close();
    client.close();
    stopCallback();
    Files.deleteIfExists(folder); // empty: a body that was worked on leaves no file
  }
}
