package dev.likeness.worker.cutout;

/**
 * Divides a picture into subject and background, by colour, shape and edges: the colours of both
 * are learned from where they probably are, the cheapest cut is taken, and both again from what it
 * gave (after Rother, Kolmogorov and Blake, "GrabCut", 2004). For one thread.
 */
final class Division {
  private static final int ROUNDS = 4;

  /** Prices are whole numbers: this many are one nat. */
  private static final int UNIT = 1000;

  private static final float MOST_BY_COLOUR = 4;
  private static final float SHAPE = 1;

  private static final float SMOOTHNESS = 6;

  private final int width;
  private final int height;
  private final Planes perceived;
  private final float[] odds;
  private final Surroundings places;
  private final int[] cells;
  private final float[][] prices = new float[4][];
  private float[] evidence;
  private boolean[] subject;

  /**
   * @param perceived picture in Oklab
   * @param odds before colours are looked at, see {@link ShapePrior}
   * @param places from which colours are learned
   */
  Division(Planes perceived, float[] odds, Surroundings places) {
    this.width = perceived.width();
    this.height = perceived.height();
    this.perceived = perceived;
    this.odds = odds;
    this.places = places;
    this.cells = ColourModel.cells(perceived);
    this.evidence = new float[odds.length];
    this.subject = new boolean[odds.length];
    priceEdges();
    for (int round = 0; round < ROUNDS; round++) {
      learn(round == 0);
      cut();
    }
  }

  boolean[] subject() {
    return subject.clone();
  }

  /** Log-odds by colour alone, of the last round. */
  float[] evidence() {
    return evidence.clone();
  }

  private void learn(boolean first) {
    learn(first, true);
    learn(first, false);
  }

  private void learn(boolean first, boolean below) {
    var inside = new ColourModel();
    var around = new ColourModel();
    for (int i = 0; i < odds.length; i++) {
      float own = first || subject[i] ? certain(odds[i], first) : 0;
      float other = first || !subject[i] ? certain(-odds[i], first) : 0;
      inside.add(cells[i], own * places.ofSubject(i, below));
      around.add(cells[i], other * places.ofBackground(i, below));
    }
    inside.finish();
    around.finish();
    for (int i = 0; i < odds.length; i++) {
      if (places.below()[i] == below) {
        double ratio = Math.log(inside.share(cells[i]) / around.share(cells[i]));
        evidence[i] = (float) Math.clamp(ratio, -MOST_BY_COLOUR, MOST_BY_COLOUR);
      }
    }
  }

  /**
   * What is in doubt teaches nothing at first, and little later: what the shape alone took for the
   * subject must not go on to prove it by its colours.
   */
  private static float certain(float odds, boolean first) {
    return Math.clamp((odds - .7f) / (first ? 1 : 3), first ? 0 : .05f, 1);
  }

  private void cut() {
    var cut = new MinimumCut(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        float gain =
            Math.abs(odds[i]) >= ShapePrior.SURE ? 20 * odds[i] : evidence[i] + SHAPE * odds[i];
        cut.prefer(x, y, Math.round(UNIT * gain));
        for (int d = 0; d < prices.length; d++) {
          if (neighbour(x, y, d) >= 0) {
            cut.join(x, y, 2 * d, Math.round(UNIT * prices[d][i]));
          }
        }
      }
    }
    cut.solve();
    for (int i = 0; i < subject.length; i++) {
      subject[i] = cut.isSource(i % width, i / width);
    }
  }

  /** Separating neighbours that look alike is dear. */
  private void priceEdges() {
    double sum = 0;
    long count = 0;
    for (int d = 0; d < prices.length; d++) {
      prices[d] = new float[odds.length];
      for (int i = 0; i < odds.length; i++) {
        int j = neighbour(i % width, i / width, d);
        if (j >= 0) {
          prices[d][i] = difference(i, j);
          sum += prices[d][i];
          count++;
        }
      }
    }
    double usual = Math.max(1.0 * sum / Math.max(1, count), 1e-5);
    for (int d = 0; d < prices.length; d++) {
      double nearness = d < 2 ? 1 : Math.sqrt(.5);
      for (int i = 0; i < odds.length; i++) {
        prices[d][i] = (float) (SMOOTHNESS * nearness * Math.exp(-prices[d][i] / usual));
      }
    }
  }

  private int neighbour(int x, int y, int d) {
    int across = x + MinimumCut.ACROSS[2 * d];
    int down = y + MinimumCut.DOWN[2 * d];
    return across < 0 || across >= width || down < 0 || down >= height ? -1 : down * width + across;
  }

  private float difference(int i, int j) {
    float sum = 0;
    for (float[] channel : perceived.channels()) {
      float step = channel[i] - channel[j];
      sum += step * step;
    }
    return sum;
  }

  /** Leaves the large parts of the subject, and fills small holes in them. */
  static boolean[] tidied(boolean[] subject, int width) {
    boolean[] whole = withoutSmall(subject, width, .08);
    for (int i = 0; i < whole.length; i++) {
      whole[i] = !whole[i];
    }
    boolean[] around = withoutSmall(whole, width, .01);
    for (int i = 0; i < around.length; i++) {
      around[i] = !around[i];
    }
    return around;
  }

  /** Without the parts that have less than a share of the pixels of the largest. */
  private static boolean[] withoutSmall(boolean[] mask, int width, double share) {
    var part = new int[mask.length];
    var sizes = new int[mask.length + 1];
    var stack = new int[mask.length];
    int parts = 0;
    int largest = 0;
    for (int start = 0; start < mask.length; start++) {
      if (!mask[start] || part[start] != 0) {
        continue;
      }
      parts++;
      int depth = 0;
      stack[depth++] = start;
      part[start] = parts;
      while (depth > 0) {
        int i = stack[--depth];
        sizes[parts]++;
        int x = i % width;
        for (int j :
            new int[] {x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i, i - width, i + width}) {
          if (j >= 0 && j < mask.length && mask[j] && part[j] == 0) {
            part[j] = parts;
            stack[depth++] = j;
          }
        }
      }
      largest = Math.max(largest, sizes[parts]);
    }
    var kept = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      kept[i] = mask[i] && sizes[part[i]] >= share * largest;
    }
    return kept;
  }
}
