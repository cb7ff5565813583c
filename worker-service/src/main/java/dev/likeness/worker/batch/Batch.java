package dev.likeness.worker.batch;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.Tensor;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Several items as one run, in memory of its own: so each of their callers may leave while the
 * device is at work, which is told to stop when all have left. For one thread.
 */
final class Batch implements AutoCloseable {
  /** How far results may be apart to count as the same: halves round to a thousandth. */
  private static final double TOLERANCE = .01;

  private final Arena arena = Arena.ofShared();
  private final List<BatchItem> members = new ArrayList<>();
  private final Map<String, Tensor> inputs = new HashMap<>();
  private final Map<String, Tensor> outputs = new HashMap<>();
  private final Cancellation cancellation = new Cancellation();

  private final BatchShape shape;

  private Batch(BatchShape shape) {
    this.shape = shape;
  }

  /** Copies what the items whose callers are still there bring. */
  static Batch of(BatchShape shape, List<BatchItem> items) {
    Batch batch = new Batch(shape);
    try {
      batch.load(items);
      return batch;
    } catch (RuntimeException | Error e) {
      batch.close();
      throw e;
    }
  }

  /** Those who take part. */
  List<BatchItem> members() {
    return members;
  }

  void run(Model model) {
    if (members.isEmpty()) {
      return;
    }
    members.forEach(member -> member.onLeave(this::stopIfAllHaveLeft));
    stopIfAllHaveLeft();
    model.run(inputs, outputs, cancellation);
  }

  /** Gives each who is still there its rows, and ends it. */
  void deliver() {
    for (int row = 0; row < members.size(); row++) {
      BatchItem member = members.get(row);
      int at = row;
      boolean delivered =
          member.whileHere(
              () ->
                  member
                      .outputs()
                      .forEach((name, target) -> view(target).put(row(outputs, name, at))));
      if (delivered) {
        member.done();
      }
    }
  }

  /** Whether a member's own outputs say the same as its rows do. */
  boolean agrees(int row) {
    return members.get(row).outputs().entrySet().stream()
        .allMatch(
            own ->
                agree(
                    own.getValue().floatValues(),
                    new Tensor(
                            own.getValue().type(),
                            own.getValue().shape(),
                            row(outputs, own.getKey(), row))
                        .floatValues()));
  }

  /** Whether the members have brought different things: equal ones could be mixed up unnoticed. */
  boolean differs() {
    return members.size() > 1
        && shape.stacked().stream()
            .anyMatch(name -> !row(inputs, name, 0).equals(row(inputs, name, members.size() - 1)));
  }

  @Override
  public void close() {
    members.forEach(member -> member.onLeave(() -> {}));
    arena.close();
  }

  private void load(List<BatchItem> items) {
    Map<String, ByteBuffer> stacks = new HashMap<>();
    for (BatchItem item : items) {
      boolean here =
          item.whileHere(
              () -> {
                for (Map.Entry<String, Tensor> input : item.inputs().entrySet()) {
                  boolean stacked = shape.stacked().contains(input.getKey());
                  if (stacked || members.isEmpty()) {
                    stacks
                        .computeIfAbsent(
                            input.getKey(),
                            _ -> allocate(input.getValue(), stacked ? items.size() : 1))
                        .put(view(input.getValue()));
                  }
                }
              });
      if (here) {
        members.add(item);
      }
    }
    if (members.isEmpty()) {
      return;
    }
    BatchItem first = members.getFirst();
    stacks.forEach(
        (name, stack) -> {
          Tensor one = Objects.requireNonNull(first.inputs().get(name));
          inputs.put(
              name,
              shape.stacked().contains(name)
                  ? rows(one, stack.flip())
                  : new Tensor(one.type(), one.shape(), stack.flip()));
        });
    first
        .outputs()
        .forEach((name, one) -> outputs.put(name, rows(one, allocate(one, members.size()))));
  }

  private ByteBuffer allocate(Tensor one, int rows) {
    return arena
        .allocate(Math.multiplyExact((long) one.data().remaining(), rows), Long.BYTES)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  private Tensor rows(Tensor one, ByteBuffer data) {
    List<Long> shape = new ArrayList<>(one.shape());
    shape.set(0, (long) members.size());
    return new Tensor(one.type(), shape, data);
  }

  private ByteBuffer row(Map<String, Tensor> stacks, String name, int row) {
    ByteBuffer stack = Objects.requireNonNull(stacks.get(name)).data();
    int bytes = stack.remaining() / members.size();
    return stack.slice(row * bytes, bytes).order(ByteOrder.nativeOrder());
  }

  private void stopIfAllHaveLeft() {
    if (members.stream().noneMatch(BatchItem::isHere)) {
      cancellation.request();
    }
  }

  private static ByteBuffer view(Tensor tensor) {
    return tensor.data().duplicate();
  }

  private static boolean agree(float[] one, float[] other) {
    double apart = 0;
    double length = 0;
    for (int i = 0; i < one.length; i++) {
      apart += Math.pow(one[i] - other[i], 2);
      length += Math.pow(one[i], 2);
    }
    return Math.sqrt(apart) <= TOLERANCE * Math.sqrt(length);
  }
}
