package dev.likeness.worker.batch;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.ModelSignature;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import dev.likeness.worker.model.TensorSpec;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A model that doubles the first number of each row and adds the parameter. Fails on rows that
 * begin with {@link #POISON}, lacks memory for more than {@code fits} rows, and waits for a permit
 * before each run if it is {@link #held}.
 */
final class RowModel implements Model {
  static final float POISON = -1;
  static final ModelSignature SIGNATURE =
      new ModelSignature(
          List.of(
              TensorSpec.of("rows", ElementType.FLOAT32, TensorSpec.ANY, TensorSpec.ANY),
              TensorSpec.of("parameter", ElementType.FLOAT32, 1)),
          List.of(TensorSpec.of("doubled", ElementType.FLOAT32, TensorSpec.ANY, 1)));

  private final List<Integer> runs = new CopyOnWriteArrayList<>();
  private final Semaphore permits = new Semaphore(0);
  private final boolean held;
  private final boolean mixing;
  private volatile int fits;
  private volatile boolean closed;

  private RowModel(boolean held, boolean mixing, int fits) {
    this.held = held;
    this.mixing = mixing;
    this.fits = fits;
  }

  static RowModel free() {
    return new RowModel(false, false, Integer.MAX_VALUE);
  }

  static RowModel fitting(int rows) {
    return new RowModel(false, false, rows);
  }

  /** Gives every row the mean of all: right for one row only. */
  static RowModel mixing() {
    return new RowModel(false, true, Integer.MAX_VALUE);
  }

  static RowModel held() {
    return new RowModel(true, false, Integer.MAX_VALUE);
  }

  /** Rows of each run so far, failed ones included. */
  List<Integer> runs() {
    return runs;
  }

  void fits(int rows) {
    fits = rows;
  }

  /** Lets so many runs go on. */
  void permit(int runs) {
    permits.release(runs);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public ModelSignature signature() {
    return SIGNATURE;
  }

  @Override
  public void run(
      Map<String, Tensor> inputs, Map<String, Tensor> outputs, Cancellation cancellation) {
    Tensor rows = tensor(inputs, "rows");
    int count = Math.toIntExact(rows.shape().getFirst());
    runs.add(count);
    await(cancellation);
    if (count > fits) {
      throw new ModelException(Reason.OUT_OF_MEMORY, "too many rows");
    }
    float[] values = rows.floatValues();
    int width = values.length / count;
    float parameter = tensor(inputs, "parameter").floatValues()[0];
    float mean = 0;
    for (int row = 0; row < count; row++) {
      if (values[row * width] == POISON) {
        throw new ModelException(Reason.RUN_FAILED, "poison");
      }
      mean += values[row * width] / count;
    }
    FloatBuffer doubled =
        tensor(outputs, "doubled")
            .data()
            .duplicate()
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int row = 0; row < count; row++) {
      doubled.put(2 * (mixing ? mean : values[row * width]) + parameter);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private void await(Cancellation cancellation) {
    if (!held) {
      return;
    }
    var stopped = new CountDownLatch(1);
    try (var _ =
        cancellation.onRequest(
            () -> {
              stopped.countDown();
              permits.release();
            })) {
      if (!permits.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody let the run go on");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (stopped.getCount() == 0) {
      throw new RunCancelled();
    }
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
