package dev.likeness.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSharesTest {
  @Test
  void oneHolderAloneGetsAQuarter() {
    var shares = new FairShares(100);

    assertThat(places(shares, "greedy", 1_000)).hasSize(25);
  }

  @Test
  void oneHolderAloneGetsHalfWhereAsMuchHasToBeFreeAsItHolds() {
    var shares = new FairShares(12, 1);

    assertThat(places(shares, "greedy", 1_000)).hasSize(6);
    assertThat(shares.heldBy("greedy")).isEqualTo(6);
    assertThat(shares.hasRoomFor("greedy")).isFalse();
    assertThat(shares.hasRoomFor("modest")).isTrue();
    assertThat(shares.full()).isFalse();
  }

  @Test
  void isFullWhenNotEvenANewHolderGetsSomething() {
    var shares = new FairShares(4, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(shares.full()).isFalse();
      assertThat(shares.open("holder " + i).grow(1)).isTrue();
    }

    assertThat(shares.full()).isTrue();
    assertThat(shares.open("modest").grow(1)).isFalse();
  }

  @Test
  void aNewHolderFindsSomethingHoweverManyAreGreedy() {
    var shares = new FairShares(3_000);
    for (int i = 0; i < 20; i++) {
      places(shares, "greedy " + i, 3_000);
    }

    assertThat(shares.open("modest").grow(1)).isTrue();
  }

  @Test
  void greedyOnesHaveTheSameInTheEndWhoeverCameFirst() {
    var shares = new FairShares(600);
    var first = new ArrayDeque<>(places(shares, "first", 600));
    var second = new ArrayDeque<>(places(shares, "second", 600));
    assertThat(first).hasSizeGreaterThan(second.size());

    for (int turn = 0; turn < 1_000; turn++) { // each ends one, and both want more
      first.remove().close();
      second.remove().close();
      second.addAll(places(shares, "second", 2));
      first.addAll(places(shares, "first", 2));
    }

    assertThat(first).hasSizeBetween(119, 121);
    assertThat(second).hasSizeBetween(119, 121);
  }

  @Test
  void whatIsGivenBackIsFreeAgain() {
    var shares = new FairShares(20);
    List<FairShares.Share> all = places(shares, "a", 5);
    assertThat(shares.open("a").grow(1)).isFalse();

    all.forEach(FairShares.Share::close);
    all.forEach(FairShares.Share::close); // again: changes nothing

    assertThat(shares.free()).isEqualTo(20);
    assertThat(places(shares, "a", 5)).hasSize(5);
  }

  @Test
  void aShareGrowsPieceByPieceAndGivesAllOfItBack() {
    var shares = new FairShares(100);
    try (var share = shares.open("a")) {
      assertThat(share.grow(10)).isTrue();
      assertThat(share.grow(15)).isTrue();
      assertThat(share.grow(1)).isFalse();
      assertThat(shares.free()).isEqualTo(75);
    }

    assertThat(shares.free()).isEqualTo(100);
  }

  @Test
  void neverDividesMoreThanThereIs() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var shares = new FairShares(1_000);
    var open = IntStream.range(0, 50).mapToObj(i -> shares.open("account " + i % 7)).toList();
    for (int step = 0; step < 5_000; step++) {
      var share = open.get(random.nextInt(open.size()));
      if (random.nextInt(5) == 0) {
        share.close();
      } else {
        share.grow(random.nextInt(100));
      }
      assertThat(shares.free()).as("seed %d", seed).isBetween(0L, 1_000L);
    }
    open.forEach(FairShares.Share::close);

    assertThat(shares.free()).as("seed %d", seed).isEqualTo(1_000);
  }

  @Test
  void refusesToDivideNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new FairShares(0));
  }

  /** As many shares of one as there are, {@code most} at most. */
  private static List<FairShares.Share> places(FairShares shares, String holder, int most) {
    return IntStream.range(0, most)
        .mapToObj(_ -> shares.open(holder))
        .filter(share -> share.grow(1))
        .toList();
  }
}
