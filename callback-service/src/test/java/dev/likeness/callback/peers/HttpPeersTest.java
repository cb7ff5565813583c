package dev.likeness.callback.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.query.JobFinder;
import dev.likeness.callback.query.Lookup;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.callback.testing.RecordingReceiver;
import dev.likeness.callback.testing.RecordingReceiver.Reply;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.contract.JobId;
import dev.likeness.kit.auth.InternalCalls;
import dev.likeness.kit.auth.MasterSecret;
import dev.likeness.schema.v1.ListingKind;
import dev.likeness.schema.v1.ListingQuestion;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is made of a peer's answers; that both sides understand each other proves PeersIT. */
class HttpPeersTest {
  private static final JobId JOB = new JobId(Jobs.JOB);

  private static final InternalCalls CALLS = new InternalCalls(new MasterSecret("s".repeat(32)));

  private final HttpPeers peers = new HttpPeers(new AvroSerdes("mock://peers"), CALLS);

  @AfterEach
  void stop() {
    peers.close();
  }

  @Test
  void asksForTheJobAsAPeer() {
    try (var peer = RecordingReceiver.answering(404)) {
      assertThat(ask(peer)).isInstanceOf(Lookup.Unknown.class);

      var request = peer.received().getFirst();
      assertThat(request.path()).isEqualTo("/internal/jobs/" + Jobs.JOB);
      assertThat(request.headers()).containsEntry("X-likeness-peer", "1");
      assertThat(request.headers()).containsEntry("X-likeness-internal", CALLS.proof());
    }
  }

  @Test
  void aPeerThatCannotAnswerIsNotReady() {
    try (var peer = RecordingReceiver.answering(503)) {
      assertThat(ask(peer)).isInstanceOf(Lookup.NotReady.class);
      assertThat(askForAList(peer)).isEmpty();
    }
  }

  @Test
  void aPeerThatTalksNonsenseIsNotReady() {
    try (var peer = new RecordingReceiver(0, _ -> new Reply(200, Map.of(), "what?"))) {
      assertThat(ask(peer)).isInstanceOf(Lookup.NotReady.class);
      assertThat(askForAList(peer)).isEmpty();
    }
  }

  @Test
  void aPeerThatIsGoneIsNotReady() {
    RecordingReceiver peer = RecordingReceiver.answering(200);
    peer.close();

    assertThat(ask(peer)).isInstanceOf(Lookup.NotReady.class);
    assertThat(askForAList(peer)).isEmpty();
  }

  private Lookup ask(RecordingReceiver peer) {
    return peers.ask(
        "127.0.0.1:" + peer.port(), Jobs.ACCOUNT, JOB, JobFinder.Goal.END, Duration.ZERO);
  }

  private Optional<?> askForAList(RecordingReceiver peer) {
    var question =
        ListingQuestion.newBuilder()
            .setKind(ListingKind.JOBS)
            .setAccount(Jobs.ACCOUNT)
            .setLimit(1)
            .build();
    return peers.ask("127.0.0.1:" + peer.port(), question);
  }
}
