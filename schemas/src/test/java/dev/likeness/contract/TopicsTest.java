package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicsTest {
  @Test
  void theAccountStandsInTheTopicOfItsSubmissions() {
    assertThat(Topics.accountOfSubmissions(Topics.submissions("acme-2").name())).contains("acme-2");
  }

  @Test
  void refusedSubmissionsAreNotReadAsSubmissions() {
    assertThat(Topics.everySubmissionsTopic().matcher(Topics.REJECTED_SUBMISSIONS).matches())
        .isFalse();
    assertThat(Topics.accountOfSubmissions(Topics.REJECTED_SUBMISSIONS)).isEmpty();
  }

  @Test
  void otherTopicsHaveNoAccount() {
    assertThat(Topics.accountOfSubmissions(Topics.JOB_COMMANDS.name())).isEmpty();
    assertThat(Topics.accountOfSubmissions("job-submissions.Not An Account")).isEmpty();
  }
}
