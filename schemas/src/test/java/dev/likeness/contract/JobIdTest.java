package dev.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JobIdTest {
  @Test
  void theSameClientRequestNamesTheSameJob() {
    assertThat(JobId.ofClientRequest("acme", "order-1"))
        .isEqualTo(JobId.ofClientRequest("acme", "order-1"));
  }

  @Test
  void accountsDoNotShareClientRequests() {
    assertThat(JobId.ofClientRequest("acme", "order-1"))
        .isNotEqualTo(JobId.ofClientRequest("zenith", "order-1"));
  }

  @Test
  void partsCannotRunIntoEachOther() {
    assertThat(JobId.ofClientRequest("ab", "c")).isNotEqualTo(JobId.ofClientRequest("a", "bc"));
  }

  /** printf 'client-request\0acme\0order-1\0' | sha256sum | cut -c1-32 */
  @Test
  void aClientRequestIsDigestedWithSha256() {
    assertThat(JobId.ofClientRequest("acme", "order-1").value())
        .isEqualTo("d7e389a38cd2d5346465c2863c4a9106");
  }

  @Test
  void aRecordNamesOneJobHoweverOftenItIsRead() {
    assertThat(JobId.ofSubmission("job-submissions.acme", "AAAAAAAAAAAAAAAAAAAAAQ", 2, 41))
        .isEqualTo(JobId.ofSubmission("job-submissions.acme", "AAAAAAAAAAAAAAAAAAAAAQ", 2, 41))
        .isNotEqualTo(JobId.ofSubmission("job-submissions.acme", "AAAAAAAAAAAAAAAAAAAAAQ", 2, 42))
        .isNotEqualTo(JobId.ofSubmission("job-submissions.acme", "AAAAAAAAAAAAAAAAAAAAAQ", 1, 41))
        .isNotEqualTo(JobId.ofSubmission("job-submissions.acme", "AAAAAAAAAAAAAAAAAAAAAg", 2, 41));
  }

  /** The name that README tells producers to compute. */
  @Test
  void aRecordIsDigestedWithSha256() {
    assertThat(JobId.ofSubmission("job-submissions.acme", "AAAAAAAAAAAAAAAAAAAAAQ", 2, 41).value())
        .isEqualTo("b6857a8af093d85f7129968ec2db151d");
  }

  /** The example of RFC 9562, appendix A.6: 017F22E2-79B0-7CC3-98C4-DC0C0C07398F. */
  @Test
  void aTimeOrderedIdIsAVersion7Uuid() {
    byte[] random = {
      (byte) 0xfc,
      (byte) 0xc3,
      (byte) 0xd8,
      (byte) 0xc4,
      (byte) 0xdc,
      0x0c,
      0x0c,
      0x07,
      0x39,
      (byte) 0x8f
    };

    JobId id = JobId.timeOrdered(Instant.parse("2022-02-22T19:22:22Z"), random);

    assertThat(id.value()).isEqualTo("017f22e279b07cc398c4dc0c0c07398f");
  }

  @Test
  void refusesWhatIsNotThirtyTwoLowerCaseHexDigits() {
    assertThatThrownBy(() -> new JobId("ABC")).isInstanceOf(IllegalArgumentException.class);
    assertThat(JobId.isWellFormed("017f22e279b07cc398c4dc0c0c07398f")).isTrue();
    assertThat(JobId.isWellFormed("017F22E279B07CC398C4DC0C0C07398F")).isFalse();
  }
}
