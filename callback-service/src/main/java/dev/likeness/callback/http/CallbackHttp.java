package dev.likeness.callback.http;

import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.JobLister;
import dev.likeness.callback.query.ListingStores;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.rate.FairShares;
import io.dropwizard.jersey.setup.JerseyEnvironment;

/** Registers the resources of jobs. */
public final class CallbackHttp {

  /**
   * What the resources work with.
   *
   * @param stores of this instance, for peers that ask
   * @param waits places for callers that wait for the end of a job
   */
  public record Parts(
      JobFinder finder,
      JobLister lister,
      ListingStores stores,
      JobJson json,
      BlobStore blobs,
      AvroSerdes serdes,
      FairShares waits) {}

  private CallbackHttp() {}

  public static void install(JerseyEnvironment jersey, Parts parts) {
    jersey.register(new JobResource(parts.finder(), parts.json(), parts.waits()));
    jersey.register(new JobListResource(parts.finder(), parts.lister(), parts.json()));
    jersey.register(new ProfileResource(parts.finder(), parts.lister(), parts.blobs()));
    jersey.register(
        new InternalJobResource(parts.finder(), parts.serdes().serializer(), parts.waits()));
    jersey.register(new InternalListingResource(parts.stores(), parts.serdes()));
  }
}
