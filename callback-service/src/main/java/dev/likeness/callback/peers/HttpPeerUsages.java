package dev.likeness.callback.peers;

import dev.likeness.callback.credit.InternalUsage;
import dev.likeness.callback.credit.PeerUsages;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.state.AccountUsage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks {@code GET /internal/usage/{account}} of peers. Thread safe; calls block. */
public final class HttpPeerUsages implements PeerUsages, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPeerUsages.class);
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final int OK = 200;

  private final HttpClient client;
  private final Deserializer<AccountUsage> deserializer;

  public HttpPeerUsages(Deserializer<AccountUsage> deserializer) {
    this.deserializer = deserializer;
    this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  }

  @Override
  public UsageLookup ask(String peer, UsageQuestion question) {
    String path = InternalUsage.PATH + question.account();
    String days = "?from=" + question.from() + "&to=" + question.to();
    var request =
        HttpRequest.newBuilder(URI.create("http://" + peer + path + days))
            .header(InternalJobs.ASKED_BY_PEER, "1")
            .timeout(LIMIT)
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofByteArray());
      return response.statusCode() == OK
          ? new UsageLookup.Found(
              deserializer.deserialize(InternalUsage.SERDE_TOPIC, response.body()))
          : new UsageLookup.NotReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new UsageLookup.NotReady();
    } catch (IOException | SerializationException e) {
      LOG.atInfo().addKeyValue("peer", peer).setCause(e).log("peer cannot be asked");
      return new UsageLookup.NotReady();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
