package dev.likeness.ingest.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReleaseRateTest {
  private final ReleaseRate rate = new ReleaseRate();

  @Test
  void isNothingWhenNothingWasReleased() {
    assertThat(rate.perSecond(Jobs.NOON)).isZero();
  }

  @Test
  void averagesOverTheTimeInWhichThereWereReleases() {
    for (int second = 0; second < 40; second++) {
      rate.released(Jobs.NOON.plusSeconds(second));
      rate.released(Jobs.NOON.plusSeconds(second));
    }

    assertThat(rate.perSecond(Jobs.NOON.plusSeconds(39))).isEqualTo(2.0);
  }

  @Test
  void forgetsWhatIsOld() {
    for (int i = 0; i < 50; i++) {
      rate.released(Jobs.NOON);
    }
    rate.released(Jobs.NOON.plusSeconds(110));
    assertThat(rate.perSecond(Jobs.NOON.plusSeconds(110))).isEqualTo(51 / 120.0);

    assertThat(rate.perSecond(Jobs.NOON.plusSeconds(120))).isEqualTo(1 / 20.0);
    assertThat(rate.perSecond(Jobs.NOON.plusSeconds(240))).isZero();
  }

  @Test
  void takesAClockThatWasSetBack() {
    rate.released(Jobs.NOON);

    rate.released(Jobs.NOON.minusSeconds(3_600));

    assertThat(rate.perSecond(Jobs.NOON)).isEqualTo(0.2);
  }
}
