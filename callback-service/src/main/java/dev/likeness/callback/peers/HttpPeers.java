package dev.likeness.callback.peers;

import dev.likeness.callback.credit.InternalUsage;
import dev.likeness.callback.credit.PeerUsages;
import dev.likeness.callback.credit.UsageLookup;
import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.callback.query.InternalJobs;
import dev.likeness.callback.query.InternalListings;
import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.Lookup;
import dev.likeness.callback.query.PeerJobs;
import dev.likeness.callback.query.PeerListings;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingAnswer;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks {@code GET /internal/jobs/{id}}, {@code POST /internal/listings} and {@code GET
 * /internal/usage/{account}} of peers. Thread safe; calls block.
 */
public final class HttpPeers implements PeerJobs, PeerListings, PeerUsages, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPeers.class);
  private static final Duration MARGIN = Duration.ofSeconds(15);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NO_ANSWER = 0;

  private final HttpClient client;
  private final InternalCalls calls;
  private final Deserializer<JobSnapshot> jobs;
  private final Deserializer<ListingAnswer> listings;
  private final Deserializer<AccountUsage> usages;
  private final Serializer<SpecificRecord> serializer;

  /**
   * @param calls proves to peers that one of our services asks
   */
  public HttpPeers(AvroSerdes serdes, InternalCalls calls) {
    this.calls = calls;
    this.jobs = serdes.deserializer(JobSnapshot.class);
    this.listings = serdes.deserializer(ListingAnswer.class);
    this.usages = serdes.deserializer(AccountUsage.class);
    this.serializer = serdes.serializer();
    this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  }

  @Override
  public Lookup ask(String peer, String account, JobId job, JobFinder.Goal goal, Duration wait) {
    String until =
        switch (goal) {
          case END -> "";
          case PROFILE_DELETED -> "&until=" + InternalJobs.UNTIL_PROFILE_DELETED;
        };
    var request =
        to(
                peer,
                InternalJobs.PATH
                    + job
                    + "?account="
                    + account
                    + "&wait="
                    + wait.toSeconds()
                    + until)
            .timeout(wait.plus(MARGIN))
            .build();
    Answer<JobSnapshot> answer = send(peer, request, InternalJobs.SERDE_TOPIC, jobs);
    return switch (answer.status()) {
      case OK -> answer.body().<Lookup>map(Lookup.Found::new).orElseGet(Lookup.NotReady::new);
      case NOT_FOUND -> new Lookup.Unknown();
      default -> new Lookup.NotReady();
    };
  }

  @Override
  public Optional<List<PartitionListing>> ask(String peer, ListingQuestion question) {
    byte[] body = serializer.serialize(InternalListings.QUESTION_SERDE_TOPIC, question);
    var request =
        to(peer, InternalListings.PATH)
            .POST(BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/octet-stream")
            .timeout(MARGIN)
            .build();
    return send(peer, request, InternalListings.ANSWER_SERDE_TOPIC, listings)
        .body()
        .map(ListingAnswer::getPartitions);
  }

  @Override
  public UsageLookup ask(String peer, UsageQuestion question) {
    String days = "?from=" + question.from() + "&to=" + question.to();
    var request = to(peer, InternalUsage.PATH + question.account() + days).timeout(MARGIN).build();
    return send(peer, request, InternalUsage.SERDE_TOPIC, usages)
        .body()
        .<UsageLookup>map(UsageLookup.Found::new)
        .orElseGet(UsageLookup.NotReady::new);
  }

  /**
   * What a peer said.
   *
   * @param body present with status 200 only
   */
  private record Answer<V>(int status, Optional<V> body) {}

  private HttpRequest.Builder to(String peer, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + peer + path))
        .header(InternalCalls.HEADER, calls.proof())
        .header(InternalJobs.ASKED_BY_PEER, "1");
  }

  private <V> Answer<V> send(
      String peer, HttpRequest request, String serdeTopic, Deserializer<V> deserializer) {
    try {
      var response = client.send(request, BodyHandlers.ofByteArray());
      return new Answer<>(
          response.statusCode(),
          response.statusCode() == OK
              ? Optional.of(deserializer.deserialize(serdeTopic, response.body()))
              : Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer<>(NO_ANSWER, Optional.empty());
    } catch (IOException | SerializationException e) {
      LOG.atInfo().addKeyValue("peer", peer).setCause(e).log("peer cannot be asked");
      return new Answer<>(NO_ANSWER, Optional.empty());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
