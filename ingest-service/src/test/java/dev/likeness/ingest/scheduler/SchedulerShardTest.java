package dev.likeness.ingest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.contract.JobId;
import dev.likeness.schema.v1.AttemptSucceeded;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.Cancel;
import dev.likeness.schema.v1.Failed;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.LaneQueue;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.Queued;
import dev.likeness.schema.v1.Submit;
import dev.likeness.schema.v1.Succeeded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerShardTest {
  private static final JobId JOB = Jobs.id(1);
  private static final SchedulerRules RULES = SchedulerRules.DEFAULTS;

  private final SchedulerDriver driver = new SchedulerDriver(RULES);

  @Test
  void reservesAnnouncesAndReleasesAJob() {
    driver.submit(JOB);

    assertThat(driver.eventNames()).containsExactly("Queued", "Released");
    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000");
    assertThat(driver.lastAttempt().getAttemptNumber()).isEqualTo(1);
    assertThat(driver.lastAttempt().getDeadline()).isEqualTo(Jobs.NOON.plus(Jobs.TIME_TO_LIVE));
    assertThat(driver.lastAttempt().getSpec().getPrompt()).isEqualTo("warmer light");
  }

  @Test
  void dropsASecondSubmission() {
    driver.submit(JOB);
    driver.effects.clear();
    var another = Jobs.submit(driver.now(), Lane.INTERACTIVE, "another fingerprint");

    driver.command(Jobs.command(JOB, Jobs.ACCOUNT, driver.now(), another));

    assertThat(driver.effects).isEmpty();
    assertThat(driver.state(JOB).fingerprint()).isEqualTo("fingerprint");
  }

  @Test
  void dropsASubmissionOfAJobThatEnded() {
    driver.submit(JOB);
    driver.succeeded(driver.lastAttempt(), 1, Map.of());
    driver.effects.clear();

    driver.submit(JOB);

    assertThat(driver.effects).isEmpty();
    assertThat(driver.state(JOB).fingerprint()).isEqualTo("fingerprint");
    assertThat(driver.state(JOB).createdAt()).isEqualTo(Jobs.NOON);
  }

  @ParameterizedTest
  @CsvSource({"0, 180000", "1, 220000", "2, 260000", "7, 260000"})
  void chargesTheIdentityPriceForImagesWithAKnownSubject(int recognised, long cost) {
    driver.submit(JOB);
    driver.named(driver.lastAttempt());

    driver.succeeded(driver.lastAttempt(), 2, Map.of("profile", recognised, "other", 0));

    assertThat(driver.ledgerLines()).endsWith("SETTLE " + cost);
    assertThat(driver.events().getLast())
        .isInstanceOfSatisfying(
            Succeeded.class, event -> assertThat(event.getCostMicros()).isEqualTo(cost));
  }

  @Test
  void neverChargesMoreThanWasReserved() {
    driver.submit(JOB);

    driver.succeeded(driver.lastAttempt(), 4, Map.of());

    assertThat(driver.ledgerLines()).endsWith("SETTLE 260000");
  }

  @Test
  void retriesWithGrowingWaits() {
    driver.submit(JOB);

    driver.failed(driver.lastAttempt(), FailureCode.MODEL_FAILED);
    assertThat(driver.eventNames()).endsWith("RetryScheduled");
    driver.sleep(Duration.ofMillis(999));
    assertThat(driver.attempts()).hasSize(1);
    driver.sleep(Duration.ofMillis(1));
    assertThat(driver.attempts()).hasSize(2);

    driver.failed(driver.lastAttempt(), FailureCode.MODEL_FAILED);
    driver.sleep(Duration.ofMillis(1_999));
    assertThat(driver.attempts()).hasSize(2);
    driver.sleep(Duration.ofMillis(1));
    assertThat(driver.lastAttempt().getAttemptNumber()).isEqualTo(3);
    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000");
  }

  @Test
  void buriesAJobAfterItsLastAttempt() {
    driver.submit(JOB);

    failToTheEnd();

    assertThat(driver.attempts()).hasSize(4);
    assertThat(driver.eventNames()).endsWith("Failed");
    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000", "REFUND 260000");
    assertThat(driver.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.getAttempts()).isEqualTo(4));
  }

  @Test
  void failsAtOnceWhenNoRetryCanHelp() {
    driver.submit(JOB);

    driver.failed(driver.lastAttempt(), FailureCode.INVALID_IMAGE);

    assertThat(driver.eventNames()).containsExactly("Queued", "Released", "Failed");
    assertThat(driver.ledgerLines()).endsWith("REFUND 260000");
    assertThat(driver.deadLetters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../one", "inputs/other/photo", "artifacts/other/attempt/run/0.jpg"})
  void triesAgainWhenTheResultIsNotTheAttemptsOwn(String key) {
    driver.submit(JOB);

    driver.report(
        JOB,
        new AttemptSucceeded(
            driver.lastAttempt().getAttemptId(), "worker", "run", Jobs.outcome(key)));

    assertThat(driver.eventNames()).endsWith("RetryScheduled");
    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000");
  }

  @Test
  void ignoresTheOutcomeOfAnAttemptThatNoLongerOwnsTheJob() {
    driver.submit(JOB);
    var first = driver.lastAttempt();
    driver.failed(first, FailureCode.INTERNAL);
    driver.succeeded(first, 1, Map.of());
    driver.sleep(Duration.ofSeconds(1));
    driver.effects.clear();

    driver.succeeded(first, 1, Map.of());
    driver.failed(first, FailureCode.INVALID_IMAGE);

    assertThat(driver.effects).isEmpty();
    assertThat(driver.state(JOB)).isInstanceOf(JobState.Released.class);
  }

  @Test
  void letsTheFirstOutcomeWin() {
    driver.submit(JOB);
    var attempt = driver.lastAttempt();
    driver.succeeded(attempt, 1, Map.of());
    driver.effects.clear();

    driver.failed(attempt, FailureCode.INTERNAL);
    driver.command(Jobs.cancelCommand(JOB, driver.now()));
    driver.sleep(Jobs.TIME_TO_LIVE);

    assertThat(driver.effects).isEmpty();
  }

  @Test
  void cancelsARunningJob() {
    driver.submit(JOB);
    driver.named(driver.lastAttempt());

    driver.command(Jobs.cancelCommand(JOB, driver.now()));

    assertThat(driver.eventNames()).endsWith("Cancelled");
    assertThat(driver.ledgerLines()).endsWith("REFUND 260000");
  }

  @Test
  void takesNoCommandsFromAnotherAccount() {
    driver.submit(JOB);
    driver.effects.clear();

    driver.command(Jobs.command(JOB, "mallory", driver.now(), new Cancel("mine")));

    assertThat(driver.effects).isEmpty();
  }

  @Test
  void expiresAJobAtItsDeadline() {
    driver.submit(JOB);
    driver.named(driver.lastAttempt());
    var endOfLife = Duration.between(driver.now(), driver.lastAttempt().getDeadline());
    for (int i = 0; i < 179; i++) {
      driver.sleep(endOfLife.dividedBy(180));
      driver.named(driver.lastAttempt());
    }
    driver.effects.clear();

    driver.sleep(endOfLife.dividedBy(180));

    assertThat(driver.eventNames()).containsExactly("Expired");
    assertThat(driver.ledgerLines()).containsExactly("REFUND 260000");
  }

  @Test
  void takesAnAttemptForLostWhenItsWorkerFallsSilent() {
    driver.submit(JOB);
    driver.named(driver.lastAttempt());
    driver.sleep(RULES.silentAfter().minusMillis(1));
    driver.named(driver.lastAttempt());
    driver.sleep(RULES.silentAfter().minusMillis(1));
    assertThat(driver.eventNames()).containsExactly("Queued", "Released");

    driver.sleep(Duration.ofMillis(1));

    assertThat(driver.eventNames()).endsWith("AttemptFailed", "RetryScheduled");
  }

  @Test
  void takesAnAttemptForLostThatNobodyStarts() {
    driver.submit(JOB);
    driver.sleep(RULES.startWithin().minusMillis(1));
    assertThat(driver.eventNames()).endsWith("Released");

    driver.sleep(Duration.ofMillis(1));

    assertThat(driver.eventNames()).endsWith("AttemptFailed", "RetryScheduled");
  }

  @Test
  void releasesAgainWhatNobodyTakesWhileASlotWaits() {
    driver.aSlotWaits();
    driver.submit(JOB);
    JobAttempt untaken = driver.lastAttempt();

    driver.sleep(RULES.takenWithin().minusMillis(1));
    assertThat(driver.attempts()).hasSize(1);
    driver.sleep(Duration.ofMillis(1));

    JobAttempt again = driver.lastAttempt();
    assertThat(driver.untaken()).containsExactly(untaken.getAttemptId());
    assertThat(again.getAttemptId()).isNotEqualTo(untaken.getAttemptId());
    assertThat(again.getAttemptNumber()).as("it uses up no try").isEqualTo(1);
    assertThat(driver.eventNames()).containsExactly("Queued", "Released", "Released");
  }

  @Test
  void whatTheUntakenAttemptReportsAfterAllChangesNothing() {
    driver.aSlotWaits();
    driver.submit(JOB);
    JobAttempt untaken = driver.lastAttempt();
    driver.sleep(RULES.takenWithin());

    driver.succeeded(untaken, 1, Map.of());
    assertThat(driver.eventNames()).doesNotContain("Succeeded");

    driver.succeeded(driver.lastAttempt(), 1, Map.of());
    assertThat(driver.eventNames()).endsWith("Succeeded");
    assertThat(driver.ledger()).hasSize(2);
  }

  @Test
  void leavesAnAttemptInTheQueueWhileAllSlotsWork() {
    driver.submit(JOB);

    driver.sleep(RULES.takenWithin().multipliedBy(3));

    assertThat(driver.attempts()).hasSize(1);
    assertThat(driver.untaken()).isEmpty();
  }

  @Test
  void aSlotThatBeganToWaitAfterTheReleaseProvesNothingYet() {
    driver.submit(JOB);
    driver.sleep(Duration.ofSeconds(1));
    driver.aSlotWaits();

    driver.sleep(RULES.takenWithin());

    assertThat(driver.attempts()).hasSize(1);
  }

  @Test
  void releasesAgainUntilTheAttemptIsTaken() {
    driver.aSlotWaits();
    driver.submit(JOB);

    driver.sleep(RULES.takenWithin());
    driver.sleep(RULES.takenWithin());
    driver.named(driver.lastAttempt());
    driver.sleep(RULES.takenWithin());

    assertThat(driver.attempts()).hasSize(3);
    assertThat(driver.untaken()).hasSize(2).doesNotContain(driver.lastAttempt().getAttemptId());
  }

  @Test
  void takesABuriedJobAgain() {
    driver.submit(JOB);
    failToTheEnd();
    driver.sleep(Jobs.TIME_TO_LIVE);
    driver.effects.clear();

    driver.command(Jobs.redriveCommand(JOB, driver.now()));

    assertThat(driver.eventNames()).containsExactly("Queued", "Released");
    assertThat(driver.lastAttempt().getAttemptNumber()).isEqualTo(1);
    assertThat(driver.lastAttempt().getDeadline()).isEqualTo(driver.now().plus(Jobs.TIME_TO_LIVE));
    driver.succeeded(driver.lastAttempt(), 1, Map.of());
    assertThat(driver.ledger())
        .extracting(LedgerEntry::getEntryId)
        .containsExactly(JOB + "/RESERVE/2", JOB + "/SETTLE/2");
  }

  @Test
  void redrivesNothingElse() {
    driver.submit(JOB);
    driver.command(Jobs.redriveCommand(JOB, driver.now()));
    driver.failed(driver.lastAttempt(), FailureCode.INVALID_IMAGE);
    driver.effects.clear();

    driver.command(Jobs.redriveCommand(JOB, driver.now()));
    driver.command(Jobs.redriveCommand(Jobs.id(2), driver.now()));

    assertThat(driver.effects).isEmpty();
  }

  @Test
  void hasPhotosFetchedBeforeItHoldsAJob() {
    driver.submitByUrl(JOB);
    assertThat(driver.eventNames()).containsExactly("Queued");
    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000");
    var due = driver.fetches().getFirst();
    assertThat(due.getAttemptNumber()).isEqualTo(1);
    assertThat(due.getSources()).hasSize(2);

    driver.fetched(due);

    assertThat(driver.eventNames()).containsExactly("Queued", "Released");
    assertThat(driver.lastAttempt().getSpec().getInputs())
        .extracting(BlobRef::getKey)
        .containsExactly("inputs/acme/one", "inputs/acme/two");
    driver.fetched(due);
    assertThat(driver.attempts()).hasSize(1);
  }

  @Test
  void hasPhotosFetchedAgainAfterAPause() {
    driver.submitByUrl(JOB);

    driver.notFetched(driver.fetches().getFirst(), true);
    driver.notFetched(driver.fetches().getFirst(), true);
    driver.sleep(Duration.ofMillis(1_999));
    assertThat(driver.fetches()).hasSize(1);
    driver.sleep(Duration.ofMillis(1));

    assertThat(driver.fetches()).extracting(InputsDue::getAttemptNumber).containsExactly(1, 2);
    driver.fetched(driver.fetches().getLast());
    assertThat(driver.eventNames()).containsExactly("Queued", "Released");
  }

  @Test
  void aPostponedFetchUsesUpNoTryAndComesAgainAfterAGrowingPause() {
    driver.submitByUrl(JOB);
    for (Duration pause : List.of(Duration.ofSeconds(5), Duration.ofSeconds(10))) {
      int before = driver.fetches().size();
      driver.postponed(driver.fetches().getLast());
      driver.sleep(pause.minusMillis(1));
      assertThat(driver.fetches()).hasSize(before);
      driver.sleep(Duration.ofMillis(1));
      assertThat(driver.fetches()).hasSize(before + 1);
    }

    assertThat(driver.fetches()).extracting(InputsDue::getAttemptNumber).containsOnly(1);
    driver.notFetched(driver.fetches().getLast(), true);
    driver.sleep(Duration.ofSeconds(2));
    assertThat(driver.fetches().getLast().getAttemptNumber()).isEqualTo(2);
  }

  @Test
  void postponesUntilTheDeadline() {
    driver.submitByUrl(JOB);
    while (driver.state(JOB) instanceof JobState.AwaitingInputs) {
      driver.postponed(driver.fetches().getLast());
      driver.sleep(Duration.ofMinutes(10)); // the longest pause
    }

    assertThat(driver.now()).isEqualTo(Jobs.NOON.plus(Jobs.TIME_TO_LIVE));
    assertThat(driver.eventNames()).containsExactly("Queued", "Expired");
    assertThat(driver.fetches()).hasSize(6);
  }

  @Test
  void anAccountWithManySlowPhotosHasHalfOfThePlacesAndHoldsUpNoOther() {
    for (int i = 1; i <= 100; i++) {
      driver.submitByUrl(Jobs.id(i));
    }
    assertThat(driver.fetches()).hasSize(RULES.fetchWindow() / 2);

    driver.submitByUrl(Jobs.id(101), "other");
    assertThat(driver.fetches().getLast().getAccount()).isEqualTo("other");

    driver.fetched(driver.fetches().getFirst());
    assertThat(driver.fetches().getLast().getJobId())
        .isEqualTo(Jobs.id(RULES.fetchWindow() / 2 + 1).value());
  }

  @Test
  void accountsThatWantEverythingShareAlikeAndOnePartStaysFree() {
    for (int i = 0; i < 300; i++) {
      driver.submitByUrl(Jobs.id(i + 1), "account-" + i % 3);
    }
    for (int i = 0; i < 150; i++) { // as places come free
      driver.fetched(driver.fetches().get(i));
    }

    for (String account : List.of("account-0", "account-1", "account-2")) {
      assertThat(fetchesOf(account)).isEqualTo(RULES.fetchWindow() / 4);
    }
    assertThat(driver.load().fetching()).isEqualTo(RULES.fetchWindow() * 3 / 4);
  }

  private long fetchesOf(String account) {
    return driver.stores.all().stream()
        .filter(state -> state.account().equals(account))
        .filter(
            state ->
                state instanceof JobState.AwaitingInputs waiting && waiting.is(Fetch.Stage.ASKED))
        .count();
  }

  @Test
  void aPostponedFetchGivesItsPlaceToTheNext() {
    int places = RULES.fetchWindow() / 2;
    for (int i = 1; i <= places + 1; i++) {
      driver.submitByUrl(Jobs.id(i));
    }
    driver.postponed(driver.fetches().getFirst());

    assertThat(driver.fetches().getLast().getJobId()).isEqualTo(Jobs.id(places + 1).value());
  }

  @Test
  void interactivePhotosOfAnAccountGoBeforeThoseOfItsBatches() {
    int places = RULES.fetchWindow() / 2;
    for (int i = 1; i <= places + 5; i++) {
      driver.submitByUrl(Jobs.id(i), Jobs.ACCOUNT, Lane.BATCH);
    }
    driver.submitByUrl(Jobs.id(99), Jobs.ACCOUNT, Lane.INTERACTIVE);

    driver.fetched(driver.fetches().getFirst());

    assertThat(driver.fetches().getLast().getJobId()).isEqualTo(Jobs.id(99).value());
  }

  /** A write of a state is a record in its changelog: infra/adr/0007 counts with this number. */
  @Test
  void aJobThatWaitsForItsTurnCostsOneWriteMoreThanOneThatDoesNot() {
    int jobs = 100;

    int waiting = jobs - RULES.fetchWindow() / 2;
    assertThat(writesOf(jobs, RULES.fetchWindow()) - writesOf(jobs, 2 * jobs)).isEqualTo(waiting);
  }

  private static int writesOf(int jobs, int fetchWindow) {
    var driver = new SchedulerDriver(fetching(RULES.fetchedWithin(), fetchWindow));
    for (int i = 1; i <= jobs; i++) {
      driver.submitByUrl(Jobs.id(i));
    }
    for (int i = 0; i < jobs; i++) {
      driver.fetched(driver.fetches().get(i));
    }
    assertThat(driver.fetches()).hasSize(jobs);
    return driver.stores.writes();
  }

  @Test
  void aCancelledJobThatWaitsForItsTurnIsNotFetchedAndNobodyIsTold() {
    int places = RULES.fetchWindow() / 2;
    for (int i = 1; i <= places + 2; i++) {
      driver.submitByUrl(Jobs.id(i));
    }
    driver.command(Jobs.cancelCommand(Jobs.id(places + 1), driver.now()));
    assertThat(driver.stopped()).isEmpty();

    driver.fetched(driver.fetches().getFirst());

    assertThat(driver.fetches().getLast().getJobId()).isEqualTo(Jobs.id(places + 2).value());
  }

  @Test
  void failsAJobWhosePhotosCannotBeFetched() {
    driver.submitByUrl(JOB);
    for (int i = 0; i < RULES.fetches().attempts(); i++) {
      driver.notFetched(driver.fetches().getLast(), true);
      driver.sleep(Duration.ofSeconds(30));
    }

    assertThat(driver.fetches()).hasSize(4);
    assertThat(failure()).isEqualTo("IMAGE_UNREACHABLE");
    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000", "REFUND 260000");
    assertThat(driver.deadLetters()).isEmpty();
  }

  @Test
  void failsAtOnceWhenFetchingAgainCannotHelp() {
    driver.submitByUrl(JOB);

    driver.notFetched(driver.fetches().getLast(), false);

    assertThat(failure()).isEqualTo("IMAGE_UNREACHABLE");
  }

  @Test
  void asksAgainWhenNothingIsHeardOfAFetchAndGivesUpInTheEnd() {
    var driver = new SchedulerDriver(fetchingWithin(Duration.ofMinutes(2)));
    driver.submitByUrl(JOB);
    for (int i = 2; i <= RULES.fetches().attempts(); i++) {
      driver.sleep(Duration.ofMinutes(2));
      assertThat(driver.fetches()).hasSize(i);
    }

    driver.sleep(Duration.ofMinutes(2));

    assertThat(driver.events().getLast())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.getFailure().getCode()).isEqualTo("UNAVAILABLE"));
  }

  @Test
  void takesPhotosAlsoFromAFetchThatCountedAsLost() {
    var driver = new SchedulerDriver(fetchingWithin(Duration.ofMinutes(2)));
    driver.submitByUrl(JOB);
    driver.sleep(Duration.ofMinutes(2));

    driver.notFetched(driver.fetches().getFirst(), false);
    assertThat(driver.eventNames()).containsExactly("Queued");
    driver.fetched(driver.fetches().getFirst());

    assertThat(driver.eventNames()).containsExactly("Queued", "Released");
  }

  @Test
  void cancelsAJobThatAwaitsItsPhotos() {
    driver.submitByUrl(JOB);

    driver.command(Jobs.cancelCommand(JOB, driver.now()));
    driver.fetched(driver.fetches().getFirst());

    assertThat(driver.eventNames()).containsExactly("Queued", "Cancelled");
    assertThat(driver.ledgerLines()).endsWith("REFUND 260000");
    assertThat(driver.stopped()).as("the fetching of its photos").containsExactly("");
  }

  @Test
  void expiresAJobThatAwaitsItsPhotos() {
    driver.submitByUrl(JOB);

    driver.sleep(Jobs.TIME_TO_LIVE);

    assertThat(driver.eventNames()).containsExactly("Queued", "Expired");
    assertThat(driver.stopped()).as("the fetching of its photos").containsExactly("");
  }

  @Test
  void stopsTheAttemptOfAJobThatIsCancelledOrExpires() {
    driver.submit(JOB);
    driver.submit(Jobs.id(2));
    var attempts = driver.attempts();
    driver.named(attempts.getFirst());

    driver.command(Jobs.cancelCommand(JOB, driver.now()));
    assertThat(driver.stopped()).containsExactly(attempts.getFirst().getAttemptId());
    driver.sleep(Jobs.TIME_TO_LIVE);

    assertThat(driver.eventNames()).endsWith("Cancelled", "Expired");
    assertThat(driver.stopped())
        .containsExactly(attempts.getFirst().getAttemptId(), attempts.getLast().getAttemptId());
  }

  @Test
  void stopsAnAttemptThatIsTakenForLost() {
    driver.submit(JOB);
    driver.named(driver.lastAttempt());
    driver.sleep(RULES.takenWithin());

    driver.sleep(RULES.silentAfter());

    assertThat(driver.stopped()).containsExactly(driver.lastAttempt().getAttemptId());
  }

  @Test
  void numbersTheJobsOfEachLane() {
    submitUpTo(RULES.releaseWindow() + 3);
    driver.command(
        Jobs.command(
            Jobs.id(99), "zeta", driver.now(), Jobs.submit(driver.now(), Lane.TRAINING, "f")));

    assertThat(driver.events())
        .filteredOn(Queued.class::isInstance)
        .extracting(event -> ((Queued) event).getTicket())
        .endsWith(RULES.releaseWindow() + 2L, RULES.releaseWindow() + 3L, 1L);
    assertThat(driver.queue(Lane.STANDARD))
        .isEqualTo(
            new LaneQueue(
                Lane.STANDARD, (long) RULES.releaseWindow(), 3L, RULES.releaseWindow() / 10.0));
    assertThat(driver.queue(Lane.TRAINING)).isEqualTo(new LaneQueue(Lane.TRAINING, 0L, 1L, 0.0));
    assertThat(driver.queue(Lane.BATCH)).isEqualTo(new LaneQueue(Lane.BATCH, 0L, 0L, 0.0));
  }

  @Test
  void aRetryDoesNotTurnTheQueueBack() {
    submitUpTo(3);
    driver.failed(driver.attempts().getFirst(), FailureCode.INTERNAL);
    driver.sleep(Duration.ofSeconds(1));

    assertThat(driver.attempts()).hasSize(4);
    assertThat(driver.queue(Lane.STANDARD).getTurn()).isEqualTo(3);
  }

  @Test
  void aJobThatCannotBeReleasedEndsUnchargedAndLetsTheNextGo() {
    driver.whenAsked(() -> failOnce(new IllegalStateException("no id")));
    driver.submit(JOB);
    driver.submit(Jobs.id(2));

    assertThat(driver.state(JOB)).isInstanceOf(JobState.Ended.class);
    assertThat(driver.ledgerLines())
        .containsExactly("RESERVE 260000", "REFUND 260000", "RESERVE 260000");
    assertThat(driver.events()).hasAtLeastOneElementOfType(Failed.class);
    assertThat(driver.attempts())
        .extracting(JobAttempt::getJobId)
        .containsExactly(Jobs.id(2).value());
    assertThat(driver.skipped).containsExactly(JOB);
  }

  @Test
  void aReportAtWhichDecidingThrowsEndsItsJobUncharged() {
    driver.submit(JOB);
    driver.whenAsked(() -> failOnce(new StackOverflowError()));

    driver.failed(driver.lastAttempt(), FailureCode.MODEL_FAILED);

    assertThat(driver.ledgerLines()).containsExactly("RESERVE 260000", "REFUND 260000");
    assertThat(driver.stopped()).containsExactly(driver.lastAttempt().getAttemptId());
    assertThat(driver.events().getLast())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.getFailure().getCode()).isEqualTo("INTERNAL"));
    assertThat(driver.stores.timers).isEmpty();
    assertThat(driver.load().out()).isZero();
  }

  @Test
  void aSubmissionAtWhichDecidingThrowsIsAnsweredWithAFailure() {
    var broken = Jobs.submit(driver.now());
    broken.put(Submit.getClassSchema().getField("sources").pos(), null);

    driver.command(Jobs.command(JOB, Jobs.ACCOUNT, driver.now(), broken));

    assertThat(driver.eventNames()).containsExactly("Failed");
    assertThat(driver.ledger()).isEmpty();
    assertThat(driver.state(JOB)).isInstanceOf(JobState.Ended.class);
    driver.effects.clear();
    driver.submit(JOB);
    assertThat(driver.effects).as("its id is taken").isEmpty();
  }

  @Test
  void aCommandOfAnotherAccountThatCannotBeTakenInEndsNothing() {
    driver.submit(JOB);
    driver.effects.clear();

    driver.giveUp(Jobs.command(JOB, "other", driver.now(), new Cancel("not needed")));

    assertThat(driver.effects).isEmpty();
    assertThat(driver.state(JOB)).isInstanceOf(JobState.Released.class);
  }

  @Test
  void aTimerAtWhichDecidingThrowsEndsItsJobAndLetsTheNextRing() {
    driver.submit(JOB);
    driver.submit(Jobs.id(2));
    driver.aSlotWaits();
    driver.whenAsked(() -> failOnce(new ArithmeticException("no time")));

    driver.sleep(RULES.takenWithin());

    assertThat(driver.state(JOB)).isInstanceOf(JobState.Ended.class);
    assertThat(driver.untaken()).hasSize(1);
    assertThat(driver.state(Jobs.id(2))).isInstanceOf(JobState.Released.class);
  }

  @Test
  void aJobThatCannotBeReadHoldsUpNoOtherAndIsLookedAtAgain() {
    driver.submit(JOB);
    driver.submit(Jobs.id(2));
    driver.stores.unreadable.add(JOB);

    driver.sleep(Jobs.TIME_TO_LIVE);
    assertThat(driver.state(Jobs.id(2))).isInstanceOf(JobState.Ended.class);

    driver.stores.unreadable.clear();
    driver.sleep(Duration.ofMinutes(1)); // finds the timer that the job should have
    driver.sleep(Duration.ofMillis(1));
    assertThat(driver.state(JOB)).isInstanceOf(JobState.Ended.class);
  }

  @Test
  void aHeldJobThatCannotBeReadIsPassedOver() {
    driver.submit(JOB);
    driver.failed(driver.lastAttempt(), FailureCode.MODEL_FAILED);
    driver.stores.unreadable.add(Jobs.id(2));
    driver.stores.backlog.add(
        new Backlog.Waiting(
            new Place(Lane.INTERACTIVE, Jobs.ACCOUNT, 7), Jobs.id(2), driver.now()));

    driver.sleep(Duration.ofSeconds(1));

    assertThat(driver.attempts()).hasSize(2);
    assertThat(driver.load().held()).isZero();
  }

  @Test
  void forgetsAJobInTheEnd() {
    driver.submit(JOB);
    driver.succeeded(driver.lastAttempt(), 1, Map.of());

    driver.sleep(RULES.rememberFor());

    assertThat(driver.stores.states).isEmpty();
    assertThat(driver.stores.timers).isEmpty();
  }

  @Test
  void whatIsNotYetForgottenThoughItsTimeIsOverIsANewJob() {
    driver.submit(JOB);
    driver.succeeded(driver.lastAttempt(), 1, Map.of());
    driver.sleep(RULES.rememberFor().minusMillis(1)); // the walk comes by before, and rests
    driver.letPass(Duration.ofMillis(1));
    assertThat(driver.stores.states).hasSize(1);

    driver.submit(JOB);

    assertThat(driver.attempts()).hasSize(2);
    assertThat(driver.state(JOB)).isInstanceOf(JobState.Released.class);
  }

  @Test
  void forgetsManyAFewAtATime() {
    for (int i = 1; i <= 120; i++) {
      driver.submit(Jobs.id(i));
      driver.succeeded(driver.lastAttempt(), 1, Map.of());
    }

    driver.sleep(RULES.rememberFor());
    assertThat(driver.stores.states).hasSize(70);
    driver.sleep(Duration.ofMillis(100));
    driver.sleep(Duration.ofMillis(100));
    assertThat(driver.stores.states).isEmpty();
  }

  @Test
  void goesOnAfterARestartAsIfNothingHadHappened() {
    submitUpTo(RULES.releaseWindow() + 3);
    driver.submitByUrl(Jobs.id(99), Jobs.ACCOUNT, Lane.BATCH);
    LaneQueue before = driver.queue(Lane.STANDARD);
    var load = driver.load();

    driver.restart();

    assertThat(driver.load()).isEqualTo(load);
    assertThat(driver.queue(Lane.STANDARD).getTurn()).isEqualTo(before.getTurn());
    assertThat(driver.queue(Lane.STANDARD).getHeld()).isEqualTo(before.getHeld());
    driver.succeeded(driver.attempts().getFirst(), 1, Map.of());
    assertThat(driver.lastAttempt().getJobId())
        .isEqualTo(Jobs.id(RULES.releaseWindow() + 1).value());
    driver.sleep(Jobs.TIME_TO_LIVE);
    assertThat(driver.load().held()).isZero();
  }

  @Test
  void aJobThatCannotBeReadAtARestartIsLookedAtAgain() {
    driver.submit(JOB);
    driver.submit(Jobs.id(2));
    driver.stores.unreadable.add(JOB);
    driver.restart();
    assertThat(driver.load().out()).isEqualTo(1);

    driver.stores.unreadable.clear();
    driver.sleep(Duration.ofMinutes(1));
    driver.sleep(Jobs.TIME_TO_LIVE);

    assertThat(driver.state(JOB)).isInstanceOf(JobState.Ended.class);
  }

  @Test
  void holdsBackWhatTheWindowHasNoRoomFor() {
    submitUpTo(RULES.releaseWindow() + 2);
    assertThat(driver.attempts()).hasSize(RULES.releaseWindow());
    assertThat(driver.load())
        .isEqualTo(new SchedulerMetrics.Load(2, RULES.releaseWindow(), 0, 0, Jobs.NOON));

    driver.named(driver.attempts().getFirst());
    driver.succeeded(driver.attempts().getFirst(), 1, Map.of());

    assertThat(driver.lastAttempt().getJobId())
        .isEqualTo(Jobs.id(RULES.releaseWindow() + 1).value());
  }

  @Test
  void cancelsAHeldJobWithoutAnyWorker() {
    submitUpTo(RULES.releaseWindow() + 1);
    var held = Jobs.id(RULES.releaseWindow() + 1);

    driver.command(Jobs.cancelCommand(held, driver.now()));

    assertThat(driver.eventNames()).endsWith("Queued", "Cancelled");
    assertThat(driver.stores.backlog.jobs()).isEmpty();
  }

  @Test
  void releasesLanesInOrderAndInsideALaneTheOldestFirst() {
    submitUpTo(RULES.releaseWindow());
    var lanes = List.of(Lane.BATCH, Lane.STANDARD, Lane.INTERACTIVE, Lane.STANDARD);
    for (int i = 0; i < lanes.size(); i++) {
      var submit = Jobs.submit(driver.now(), lanes.get(i), "fingerprint");
      driver.command(Jobs.command(Jobs.id(100 + i), "account-" + -i, driver.now(), submit));
    }
    var running = driver.attempts();
    driver.effects.clear();

    for (int i = 0; i < lanes.size(); i++) {
      driver.succeeded(running.get(i), 1, Map.of());
    }

    assertThat(driver.attempts())
        .extracting(attempt -> new JobId(attempt.getJobId()))
        .containsExactly(Jobs.id(102), Jobs.id(101), Jobs.id(103), Jobs.id(100));
  }

  @Test
  void letsARetryGoBeforeWhatCameLater() {
    submitUpTo(RULES.releaseWindow() + 1);
    var first = driver.attempts().getFirst();
    driver.failed(first, FailureCode.INTERNAL);
    var last = driver.lastAttempt();
    driver.submit(Jobs.id(99));
    driver.sleep(Duration.ofSeconds(1));

    driver.succeeded(last, 1, Map.of());

    assertThat(driver.lastAttempt().getJobId()).isEqualTo(first.getJobId());
  }

  private String failure() {
    return ((Failed) driver.events().getLast()).getFailure().getCode();
  }

  private static SchedulerRules fetchingWithin(Duration limit) {
    return fetching(limit, RULES.fetchWindow());
  }

  private static SchedulerRules fetching(Duration limit, int window) {
    return new SchedulerRules(
        RULES.retries(),
        RULES.startWithin(),
        RULES.takenWithin(),
        RULES.silentAfter(),
        RULES.rememberFor(),
        RULES.fetches(),
        limit,
        RULES.releaseWindow(),
        window);
  }

  private void submitUpTo(int number) {
    for (int i = 1; i <= number; i++) {
      driver.submit(Jobs.id(i));
    }
  }

  private void failOnce(RuntimeException thrown) {
    driver.whenAsked(() -> {});
    throw thrown;
  }

  private void failOnce(Error thrown) {
    driver.whenAsked(() -> {});
    throw thrown;
  }

  private void failToTheEnd() {
    for (int i = 0; i < RULES.retries().attempts(); i++) {
      driver.failed(driver.lastAttempt(), FailureCode.OUT_OF_MEMORY);
      driver.sleep(Duration.ofSeconds(30));
    }
  }
}
