package dev.likeness.ingest.http;

import dev.likeness.ingest.intake.Cancellations;
import dev.likeness.ingest.intake.JobIntake;
import dev.likeness.ingest.intake.ProfileRemovals;
import dev.likeness.ingest.intake.SyncJobs;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.blob.SignedUrls;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;

/**
 * Everything that the public HTTP edge consists of.
 *
 * @param publicUrl address at which customers reach this edge, without a path
 * @param callbackUrl address of callback-service, without a path
 * @param largestBody in bytes
 * @param bodiesInMemory bytes of all bodies that are read or stored at a time
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
    int largestBody,
    long bodiesInMemory,
    InstantSource clock) {

  /** Registers the resources. The kit's manners and authentication are the application's part. */
  public void install(JerseyEnvironment jersey) {
    var requests =
        new JobRequests(
            new BodyBudget(bodiesInMemory, largestBody), new BodyReader(largestBody), intake);
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
