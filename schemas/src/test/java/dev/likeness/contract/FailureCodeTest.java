package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureCodeTest {
  @Test
  void aCodeFromANewerVersionIsReadAsInternal() {
    assertThat(FailureCode.named("NOT_INVENTED_YET")).isEqualTo(FailureCode.INTERNAL);
    assertThat(FailureCode.named("INVALID_IMAGE")).isEqualTo(FailureCode.INVALID_IMAGE);
  }

  @Test
  void whatTheCustomerMustChangeIsNeverRetried() {
    for (FailureCode code : FailureCode.values()) {
      if (code.httpStatus() < 500) {
        assertThat(code.retryable()).as(code.name()).isFalse();
      }
    }
  }
}
