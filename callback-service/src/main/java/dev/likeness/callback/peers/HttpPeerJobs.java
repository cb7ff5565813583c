package dev.likeness.callback.peers;

import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.query.Lookup;
import dev.likeness.callback.query.PeerJobs;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobSnapshot;
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

/** Asks {@code GET /internal/jobs/{id}} of peers. Thread safe; calls block. */
public final class HttpPeerJobs implements PeerJobs, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPeerJobs.class);
  private static final Duration MARGIN = Duration.ofSeconds(15);

  private final HttpClient client;
  private final Deserializer<JobSnapshot> deserializer;

  public HttpPeerJobs(Deserializer<JobSnapshot> deserializer) {
    this.deserializer = deserializer;
    this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  }

  @Override
  public Lookup ask(String peer, JobId job, Duration wait) {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://" + peer + InternalJobs.PATH + job + "?wait=" + wait.toSeconds()))
            .header(InternalJobs.ASKED_BY_PEER, "1")
            .timeout(wait.plus(MARGIN))
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofByteArray());
      return switch (response.statusCode()) {
        case 200 ->
            new Lookup.Found(deserializer.deserialize(InternalJobs.SERDE_TOPIC, response.body()));
        case 404 -> new Lookup.Unknown();
        default -> new Lookup.NotReady();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Lookup.NotReady();
    } catch (IOException | SerializationException e) {
      LOG.atInfo().addKeyValue("peer", peer).setCause(e).log("peer cannot be asked");
      return new Lookup.NotReady();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
