package dev.likeness.worker.batch;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.RunCancelled;
import dev.likeness.worker.model.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** One caller of a {@link RowModel} with one row, on a thread of its own. */
final class Caller {
  private static final int PATIENCE_SECONDS = 30;

  private final Cancellation cancellation;
  private final FutureTask<Float> run;

  private Caller(Model model, float parameter, Cancellation cancellation, float... row) {
    this.cancellation = cancellation;
    this.run =
        new FutureTask<>(
            () -> {
              Tensor doubled = Tensor.empty(ElementType.FLOAT32, 1, 1);
              model.run(
                  Map.of(
                      "rows",
                      Tensor.of(ElementType.FLOAT32, List.of(1L, (long) row.length), row),
                      "parameter",
                      Tensor.floats(parameter)),
                  Map.of("doubled", doubled),
                  cancellation);
              return doubled.floatValues()[0];
            });
    Thread.ofVirtual().start(run);
  }

  static Caller of(Model model, float... row) {
    return new Caller(model, 0, new Cancellation(), row);
  }

  static Caller with(float parameter, Model model, float... row) {
    return new Caller(model, parameter, new Cancellation(), row);
  }

  static Caller with(Cancellation cancellation, Model model, float... row) {
    return new Caller(model, 0, cancellation, row);
  }

  void cancel() {
    cancellation.request();
  }

  /** What it got, or {@code OUT_OF_MEMORY} and the like, or {@code cancelled}. */
  String outcome() throws Exception {
    try {
      return Float.toString(run.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case ModelException failed -> failed.reason().name();
        case RunCancelled _ -> "cancelled";
        case null, default -> throw e;
      };
    }
  }
}
