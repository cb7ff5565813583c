package dev.likeness.callback.http;

import dev.likeness.callback.lifecycle.JobRenderer;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.webhook.WebhookSecrets;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Registers this service's resources. */
public final class CallbackHttp {
  private CallbackHttp() {}

  public static void install(
      JerseyEnvironment jersey,
      JobFinder finder,
      JobRenderer renderer,
      WebhookSecrets secrets,
      Serializer<SpecificRecord> serializer) {
    jersey.register(new JobResource(finder, renderer));
    jersey.register(new InternalJobResource(finder, serializer));
    jersey.register(new WebhookSecretResource(secrets));
  }
}
