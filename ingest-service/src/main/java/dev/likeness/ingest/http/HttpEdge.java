package dev.likeness.ingest.http;

import dev.likeness.ingest.intake.Cancellations;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.intake.ProfileRemovals;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.SignedUrls;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.rate.Pace;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Everything that the public HTTP edge consists of.
 *
 * @param publicUrl address at which customers reach this edge, without a path
 * @param callbackUrl address of callback-service, without a path
 */
public record HttpEdge(
    JobIntake intake,
    SyncJobs syncJobs,
    Cancellations cancellations,
    ProfileRemovals removals,
    ModelsResource models,
    BlobStore blobs,
    SignedUrls urls,
    HttpClient client,
    URI publicUrl,
    URI callbackUrl,
    BodyLimits bodies,
    InstantSource clock) {

  /**
   * What request bodies may take.
   *
   * @param largest body, in bytes
   * @param folder where those that arrive are kept
   * @param onDisk bytes of all bodies there at a time, of which each account has its share
   * @param inMemory bytes of all bodies that are worked on at a time
   * @param pace at which they have to arrive
   */
  public record BodyLimits(int largest, Path folder, long onDisk, long inMemory, Pace pace) {}

  /** Registers the resources. The kit's manners and authentication are the application's part. */
  public void install(JerseyEnvironment jersey) {
    var requests =
        new JobRequests(
            new Uploads(
                bodies.folder(),
                new FairShares(bodies.onDisk()),
                bodies.pace(),
                bodies.largest(),
                System::nanoTime),
            new BodyRoom(bodies.inMemory(), bodies.largest()),
            new BodyReader(bodies.largest()),
            intake);
    jersey.register(new EdgeHeaders());
    jersey.register(new ApiRootResource(publicUrl));
    jersey.register(
        new StudioResource(requests, syncJobs, new FinishedJobs(blobs, urls, clock), publicUrl));
    jersey.register(new FilesResource(blobs, urls, clock));
    jersey.register(models);
    jersey.register(new ProfilesResource(requests, removals));
    var forward = new CallbackForward(client, callbackUrl);
    jersey.register(forward);
    jersey.register(new CancelResource(cancellations, forward));
  }
}
