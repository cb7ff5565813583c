package dev.likeness.callback.http;

import dev.likeness.callback.credit.UsageFinder;
import dev.likeness.callback.webhook.AccountSecrets;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import java.time.InstantSource;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Registers the resources of accounts: credit and use, webhook secrets. */
public final class AccountHttp {
  private AccountHttp() {}

  public static void install(
      JerseyEnvironment jersey,
      UsageFinder usage,
      AccountSecrets secrets,
      Serializer<SpecificRecord> serializer,
      InstantSource clock) {
    jersey.register(new UsageResource(usage, clock));
    jersey.register(new InternalUsageResource(usage, serializer, clock));
    jersey.register(new WebhookSecretResource(secrets, clock));
  }
}
