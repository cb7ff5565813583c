package dev.likeness.worker.batch;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.FullWait;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.Tensor;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * A model that puts runs of several callers together. To a caller it is the model: it gives one
 * row, and gets its own result or its own failure. What cannot go with others, and what comes when
 * nobody else could, is passed on without a detour. Owns a thread and the model.
 */
final class BatchedModel implements Model {
  /** Larger ones fill the device by themselves, and a stack of them would fill the memory. */
  private static final long LARGEST_ITEM = 8L << 20;

  private final Model model;
  private final BatchShape shape;
  private final IntSupplier callers;
  private final BatchRunner runner;
  private final WaitingRoom room;
  private final Thread thread;

  /**
   * @param callers how many there are that could call
   */
  BatchedModel(
      Model model,
      BatchShape shape,
      BatchSettings settings,
      IntSupplier callers,
      InstantSource time) {
    this.model = model;
    this.shape = shape;
    this.callers = callers;
    var size = new BatchSize(settings.most(), settings.remembered(), time);
    this.runner = new BatchRunner(model, shape, size);
    this.room = new WaitingRoom(shape, size, settings.longestWait(), callers, time);
    this.thread = Thread.ofVirtual().name("batch-" + model).start(this::work);
  }

  @Override
  public ModelSignature signature() {
    return model.signature();
  }

  @Override
  public void run(
      Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
    cancellation.check();
    if (callers.getAsInt() < 2 || runner.isRefuted() || !isItem(inputs, outputs)) {
      model.run(inputs, outputs, cancellation);
      return;
    }
    var item = new BatchItem(inputs, outputs, cancellation);
    try (Cancellation.Subscription _ = cancellation.onRequest(item::leave)) {
      room.enter(item);
      item.await();
    }
  }

  /** Runs that wait for the device or for each other. */
  int waiting() {
    return room.size();
  }

  @Override
  public void close() {
    room.close();
    FullWait.until(thread::join, () -> {});
    model.close();
  }

  @Override
  public String toString() {
    return "batches of " + model;
  }

  private boolean isItem(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
    return shape.isItem(inputs, outputs) && bytes(inputs) + bytes(outputs) <= LARGEST_ITEM;
  }

  private static long bytes(Map<String, Tensor> tensors) {
    return tensors.values().stream().mapToLong(tensor -> tensor.data().remaining()).sum();
  }

  private void work() {
    try {
      for (List<BatchItem> next = room.next(); !next.isEmpty(); next = room.next()) {
        carryOut(next);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void carryOut(List<BatchItem> items) {
    try {
      runner.run(items);
    } catch (RuntimeException | Error e) {
      // Nobody is left waiting, and the thread is there for the next.
      items.forEach(item -> item.fail(e));
    }
  }
}
