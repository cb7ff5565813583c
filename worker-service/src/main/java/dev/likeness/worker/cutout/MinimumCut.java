package dev.likeness.worker.cutout;

import java.util.Arrays;

/**
 * The cheapest way to divide the pixels of a grid in two, where each pixel has a price on either
 * side and so have neighbours that are separated: a minimum cut, found through the maximum flow
 * with two search trees (Boykov and Kolmogorov, 2004). Exact for whole numbers. For one thread.
 */
final class MinimumCut {
  /** Neighbours in eight directions; the opposite of direction d is d ^ 1. */
  static final int[] ACROSS = {1, -1, 0, 0, 1, -1, 1, -1};

  static final int[] DOWN = {0, 0, 1, -1, 1, -1, -1, 1};

  private static final int DIRECTIONS = 8;
  private static final byte FREE = 0;
  private static final byte SOURCE = 1;
  private static final byte SINK = 2;
  private static final byte NO_PARENT = -1;
  private static final byte TERMINAL = -2;
  private static final byte ORPHAN = -3;

  private final int stride;
  private final int[] step = new int[DIRECTIONS];

  /** What still fits through, by direction and pixel; the grid has a frame of unused pixels. */
  private final int[][] rest;

  /** From the source (above 0) or to the sink (below 0). */
  private final int[] terminal;

  private final byte[] tree;
  private final byte[] parent;
  private final int[] distance;
  private final int[] seen;
  private final boolean[] waiting;
  private final Ring active;
  private final Ring orphans;
  private int round;

  MinimumCut(int width, int height) {
    this.stride = width + 2;
    int size = stride * (height + 2);
    for (int d = 0; d < DIRECTIONS; d++) {
      step[d] = DOWN[d] * stride + ACROSS[d];
    }
    this.rest = new int[DIRECTIONS][size];
    this.terminal = new int[size];
    this.tree = new byte[size];
    this.parent = new byte[size];
    this.distance = new int[size];
    this.seen = new int[size];
    this.waiting = new boolean[size];
    this.active = new Ring(size);
    this.orphans = new Ring(size);
    Arrays.fill(parent, NO_PARENT);
  }

  /**
   * How much better the source's side is for a pixel, 0 or less if it is not.
   *
   * @param gain below a million in size
   */
  void prefer(int x, int y, int gain) {
    terminal[at(x, y)] = gain;
  }

  /** The price of separating a pixel from its neighbour in an even direction, and back. */
  void join(int x, int y, int direction, int price) {
    int i = at(x, y);
    rest[direction][i] = price;
    rest[direction ^ 1][i + step[direction]] = price;
  }

  /** Divides; afterwards {@link #isSource} can be asked. */
  void solve() {
    for (int i = 0; i < terminal.length; i++) {
      if (terminal[i] != 0) {
        tree[i] = terminal[i] > 0 ? SOURCE : SINK;
        parent[i] = TERMINAL;
        distance[i] = 1;
        activate(i);
      }
    }
    while (!active.isEmpty()) {
      int i = active.first();
      if (tree[i] == FREE || !grow(i)) {
        active.take();
        waiting[i] = false;
      }
    }
  }

  /** On which side a pixel is. */
  boolean isSource(int x, int y) {
    return tree[at(x, y)] == SOURCE;
  }

  private int at(int x, int y) {
    return (y + 1) * stride + x + 1;
  }

  private void activate(int i) {
    if (!waiting[i]) {
      waiting[i] = true;
      active.add(i);
    }
  }

  /** Lets the tree of a pixel take its free neighbours; true if it met the other tree instead. */
  private boolean grow(int i) {
    boolean fromSource = tree[i] == SOURCE;
    for (int d = 0; d < DIRECTIONS; d++) {
      int j = i + step[d];
      if ((fromSource ? rest[d][i] : rest[d ^ 1][j]) == 0) {
        continue;
      }
      if (tree[j] == FREE) {
        tree[j] = tree[i];
        parent[j] = (byte) (d ^ 1);
        seen[j] = seen[i];
        distance[j] = distance[i] + 1;
        activate(j);
      } else if (tree[j] != tree[i]) {
        augment(fromSource ? i : j, fromSource ? d : d ^ 1);
        adopt();
        return true;
      } else if (seen[j] <= seen[i] && distance[j] > distance[i]) {
        parent[j] = (byte) (d ^ 1);
        seen[j] = seen[i];
        distance[j] = distance[i] + 1;
      }
    }
    return false;
  }

  /** Sends all that fits from source to sink, through the pixel and its neighbour. */
  private void augment(int from, int direction) {
    int to = from + step[direction];
    int most = rest[direction][from];
    for (int i = from; ; i += step[parent[i]]) {
      if (parent[i] == TERMINAL) {
        most = Math.min(most, terminal[i]);
        break;
      }
      most = Math.min(most, rest[parent[i] ^ 1][i + step[parent[i]]]);
    }
    for (int i = to; ; i += step[parent[i]]) {
      if (parent[i] == TERMINAL) {
        most = Math.min(most, -terminal[i]);
        break;
      }
      most = Math.min(most, rest[parent[i]][i]);
    }
    rest[direction][from] -= most;
    rest[direction ^ 1][to] += most;
    push(from, most, true);
    push(to, most, false);
  }

  /** Takes the flow away along one tree; what is full loses its parent. */
  private void push(int start, int flow, boolean source) {
    int i = start;
    while (parent[i] != TERMINAL) {
      int up = parent[i];
      int next = i + step[up];
      int[] used = rest[source ? up ^ 1 : up];
      int[] back = rest[source ? up : up ^ 1];
      int at = source ? next : i;
      used[at] -= flow;
      back[source ? i : next] += flow;
      if (used[at] == 0) {
        orphan(i);
      }
      i = next;
    }
    terminal[i] += source ? -flow : flow;
    if (terminal[i] == 0) {
      orphan(i);
    }
  }

  private void orphan(int i) {
    parent[i] = ORPHAN;
    orphans.add(i);
  }

  private void adopt() {
    round++;
    while (!orphans.isEmpty()) {
      int i = orphans.take();
      if (!findParent(i)) {
        release(i);
      }
    }
  }

  private boolean findParent(int i) {
    int best = NO_PARENT;
    int nearest = Integer.MAX_VALUE;
    for (int d = 0; d < DIRECTIONS; d++) {
      int j = i + step[d];
      if (tree[j] == tree[i] && room(i, j, d) > 0) {
        int far = toTerminal(j);
        if (far < nearest) {
          nearest = far;
          best = d;
        }
      }
    }
    if (best == NO_PARENT) {
      return false;
    }
    parent[i] = (byte) best;
    seen[i] = round;
    distance[i] = nearest + 1;
    return true;
  }

  /** What fits from a parent in direction d to its child, the way that the tree of both runs. */
  private int room(int child, int other, int d) {
    return tree[child] == SOURCE ? rest[d ^ 1][other] : rest[d][child];
  }

  /** Steps to the terminal; the most there is if the way does not lead there any more. */
  private int toTerminal(int start) {
    int far = 0;
    int i = start;
    while (true) {
      if (seen[i] == round && parent[i] != ORPHAN && parent[i] != NO_PARENT) {
        far += distance[i];
        break;
      }
      if (parent[i] == ORPHAN || parent[i] == NO_PARENT) {
        return Integer.MAX_VALUE;
      }
      far++;
      if (parent[i] == TERMINAL) {
        seen[i] = round;
        distance[i] = 1;
        break;
      }
      i += step[parent[i]];
    }
    int left = far;
    for (int j = start; seen[j] != round; j += step[parent[j]]) {
      seen[j] = round;
      distance[j] = left--;
    }
    return far;
  }

  private void release(int i) {
    for (int d = 0; d < DIRECTIONS; d++) {
      int j = i + step[d];
      if (tree[j] != tree[i]) {
        continue;
      }
      if (room(i, j, d) > 0) {
        activate(j);
      }
      if (parent[j] == (d ^ 1)) {
        orphan(j);
      }
    }
    tree[i] = FREE;
    parent[i] = NO_PARENT;
  }

  /** Pixels in the order in which they came. */
  private static final class Ring {
    private final int[] items;
    private int head;
    private int count;

    Ring(int capacity) {
      this.items = new int[capacity];
    }

    boolean isEmpty() {
      return count == 0;
    }

    int first() {
      return items[head];
    }

    void add(int item) {
      items[(head + count++) % items.length] = item;
    }

    int take() {
      int item = items[head];
      head = (head + 1) % items.length;
      count--;
      return item;
    }
  }
}
