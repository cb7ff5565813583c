package dev.likeness.callback.http;

import dev.likeness.callback.lifecycle.JobRenderer;
import dev.likeness.callback.query.JobFinder;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Registers the resources of jobs. */
public final class CallbackHttp {
  private CallbackHttp() {}

  public static void install(
      JerseyEnvironment jersey,
      JobFinder finder,
      JobRenderer renderer,
      Serializer<SpecificRecord> serializer) {
    jersey.register(new JobResource(finder, renderer));
    jersey.register(new InternalJobResource(finder, serializer));
  }
}
