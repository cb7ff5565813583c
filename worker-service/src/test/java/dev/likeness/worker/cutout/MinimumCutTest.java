package dev.likeness.worker.cutout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinimumCutTest {
  private static final int SIDE = 4;

  /** All 65,536 ways to divide sixteen pixels are tried. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void findsTheCheapestOfAllDivisions(long seed) {
    var random = new Random(seed);
    var gain = new int[SIDE * SIDE];
    var price = new int[4][SIDE * SIDE];
    var cut = new MinimumCut(SIDE, SIDE);
    for (int i = 0; i < gain.length; i++) {
      gain[i] = random.nextInt(201) - 100;
      cut.prefer(i % SIDE, i / SIDE, gain[i]);
      for (int d = 0; d < 4; d++) {
        if (neighbour(i, d) >= 0) {
          price[d][i] = random.nextInt(60);
          cut.join(i % SIDE, i / SIDE, 2 * d, price[d][i]);
        }
      }
    }

    cut.solve();

    int found = 0;
    for (int i = 0; i < gain.length; i++) {
      found |= cut.isSource(i % SIDE, i / SIDE) ? 1 << i : 0;
    }
    int cheapest = Integer.MAX_VALUE;
    for (int division = 0; division < 1 << gain.length; division++) {
      cheapest = Math.min(cheapest, cost(division, gain, price));
    }
    assertThat(cost(found, gain, price)).isEqualTo(cheapest);
  }

  private static int cost(int division, int[] gain, int[][] price) {
    int cost = 0;
    for (int i = 0; i < gain.length; i++) {
      boolean inside = (division >> i & 1) == 1;
      cost -= inside ? gain[i] : 0;
      for (int d = 0; d < 4; d++) {
        int j = neighbour(i, d);
        cost += j >= 0 && (division >> j & 1) == 1 != inside ? price[d][i] : 0;
      }
    }
    return cost;
  }

  private static int neighbour(int i, int d) {
    int x = i % SIDE + MinimumCut.ACROSS[2 * d];
    int y = i / SIDE + MinimumCut.DOWN[2 * d];
    return x < 0 || x >= SIDE || y < 0 || y >= SIDE ? -1 : y * SIDE + x;
  }
}
