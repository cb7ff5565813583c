package dev.likeness.callback.query;

import static dev.likeness.callback.testing.Jobs.JOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.callback.query.JobFinder.Scope;
import dev.likeness.callback.testing.InMemoryJobStates;
import dev.likeness.callback.testing.Jobs;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.JobStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JobFinderTest {
  private static final JobId ID = new JobId(JOB);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final JobWatch watch = new JobWatch();
  private final InMemoryJobStates states = new InMemoryJobStates(watch);
  private final List<String> askedPeers = new ArrayList<>();

  @Test
  void answersAtOnceWhenNobodyAskedToWait() {
    states.apply(Jobs.submit(JOB, null));

    assertThat(finder().find(Jobs.ACCOUNT, ID, Duration.ZERO, Scope.EVERYWHERE))
        .isInstanceOf(Lookup.Found.class);
    assertThat(watch.size()).isZero();
  }

  @Test
  void anUnknownJobIsNotWaitedFor() {
    assertThat(finder().find(Jobs.ACCOUNT, ID, LONG, Scope.EVERYWHERE))
        .isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  void aWaitEndsWithTheJob() throws ExecutionException, InterruptedException {
    states.apply(Jobs.submit(JOB, null));
    var answer =
        CompletableFuture.supplyAsync(
            () -> finder().find(Jobs.ACCOUNT, ID, LONG, Scope.EVERYWHERE));
    Awaitility.await().until(() -> watch.size() == 1);
    Jobs.successfulEvents(JOB).forEach(states::apply);

    assertThat(answer.get())
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.job().getStatus()).isEqualTo(JobStatus.SUCCEEDED));
  }

  @Test
  void aWaitEndsWithItsTime() {
    states.apply(Jobs.submit(JOB, null));

    assertThat(finder().find(Jobs.ACCOUNT, ID, Duration.ofMillis(30), Scope.EVERYWHERE))
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.job().getStatus()).isEqualTo(JobStatus.QUEUED));
  }

  @Test
  void aWaitEndsWithTheService() throws ExecutionException, InterruptedException {
    states.apply(Jobs.submit(JOB, null));
    var answer =
        CompletableFuture.supplyAsync(
            () -> finder().find(Jobs.ACCOUNT, ID, LONG, Scope.EVERYWHERE));
    Awaitility.await().until(() -> watch.size() == 1);
    watch.end();

    assertThat(answer.get()).isInstanceOf(Lookup.Found.class);
    assertThat(finder().find(Jobs.ACCOUNT, ID, LONG, Scope.EVERYWHERE))
        .isInstanceOf(Lookup.Found.class);
  }

  @Test
  void waitsForAStoreThatIsNotReady() {
    states.apply(Jobs.submit(JOB, null));
    states.answerNext(new Lookup.NotReady());
    states.answerNext(new Lookup.NotReady());

    assertThat(finder().find(Jobs.ACCOUNT, ID, Duration.ZERO, Scope.EVERYWHERE))
        .isInstanceOf(Lookup.Found.class);
  }

  @Test
  void canWaitForTheDeletionOfAProfile() throws ExecutionException, InterruptedException {
    states.apply(Jobs.train(JOB, "max"));
    Jobs.successfulEvents(JOB).forEach(states::apply);
    var answer =
        CompletableFuture.supplyAsync(
            () ->
                finder()
                    .find(
                        Jobs.ACCOUNT, ID, JobFinder.Goal.PROFILE_DELETED, LONG, Scope.EVERYWHERE));
    Awaitility.await().until(() -> watch.size() == 1);
    states.apply(Jobs.deletion(JOB, 30));

    assertThat(answer.get())
        .isInstanceOfSatisfying(
            Lookup.Found.class,
            found -> assertThat(found.job().getProfileDeletedAt()).isEqualTo(Jobs.at(30)));
  }

  @Test
  void patienceEnds() {
    states.answerNext(new Lookup.NotReady());
    states.answerNext(new Lookup.NotReady());

    assertThat(finder(Duration.ZERO).find(Jobs.ACCOUNT, ID, Duration.ZERO, Scope.EVERYWHERE))
        .isInstanceOf(Lookup.NotReady.class);
  }

  @Test
  void asksThePeerThatHasTheJob() {
    states.answerNext(new Lookup.Elsewhere("10.0.0.7:8083"));

    assertThat(finder().find(Jobs.ACCOUNT, ID, Duration.ZERO, Scope.EVERYWHERE))
        .isInstanceOf(Lookup.Unknown.class);
    assertThat(askedPeers).containsExactly("10.0.0.7:8083");
  }

  @Test
  void aPeersQuestionIsNotPassedOn() {
    states.answerNext(new Lookup.Elsewhere("10.0.0.7:8083"));

    assertThat(finder().find(Jobs.ACCOUNT, ID, Duration.ZERO, Scope.HERE))
        .isInstanceOf(Lookup.NotReady.class);
    assertThat(askedPeers).isEmpty();
  }

  private JobFinder finder() {
    return finder(Duration.ofSeconds(10));
  }

  private JobFinder finder(Duration patience) {
    return new JobFinder(
        states,
        (peer, _, _, _, _) -> {
          askedPeers.add(peer);
          return new Lookup.Unknown();
        },
        watch,
        new JobFinder.Waits(patience, Duration.ofMillis(1), LONG),
        Clock.systemUTC(),
        new QueryMetrics() {});
  }
}
