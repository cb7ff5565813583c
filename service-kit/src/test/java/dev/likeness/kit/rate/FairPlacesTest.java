package dev.likeness.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairPlacesTest {
  private final FairPlaces places = new FairPlaces(12);

  @Test
  void onePartyAloneGetsHalf() {
    assertThat(takeAllFor("greedy")).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"1, 6", "2, 4", "3, 3", "5, 2", "11, 1"})
  void greedyPartiesGetEqualSharesAndLeaveOneFree(int parties, int share) {
    for (int round = 0; round < 12; round++) {
      for (int party = 0; party < parties; party++) {
        takeIfPossible("greedy-" + party);
      }
    }

    for (int party = 0; party < parties; party++) {
      assertThat(places.takenBy("greedy-" + party)).isEqualTo(share);
    }
    assertThat(places.hasRoomFor("newcomer")).isTrue();
  }

  @Test
  void whoHasNoneGetsTheLast() {
    for (int party = 0; party < 12; party++) {
      assertThat(places.hasRoomFor("party-" + party)).isTrue();
      places.take("party-" + party);
    }

    assertThat(places.full()).isTrue();
    assertThat(places.hasRoomFor("newcomer")).isFalse();
  }

  @Test
  void whatIsGivenBackIsFree() {
    int taken = takeAllFor("greedy");
    for (int i = 0; i < taken; i++) {
      places.giveBack("greedy");
    }

    assertThat(places.takenInAll()).isZero();
    assertThat(takeAllFor("other")).isEqualTo(6);
  }

  @Test
  void theOnlyPlaceIsForAnybody() {
    var one = new FairPlaces(1);

    assertThat(one.hasRoomFor("anybody")).isTrue();
    one.take("anybody");
    assertThat(one.hasRoomFor("anybody")).isFalse();
  }

  private int takeAllFor(String party) {
    int before = places.takenBy(party);
    while (places.hasRoomFor(party)) {
      places.take(party);
    }
    return places.takenBy(party) - before;
  }

  private void takeIfPossible(String party) {
    if (places.hasRoomFor(party)) {
      places.take(party);
    }
  }
}
