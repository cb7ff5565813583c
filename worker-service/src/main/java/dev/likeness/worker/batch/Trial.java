package dev.likeness.worker.batch;

import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.RunCancelled;
import java.util.List;

/**
 * Runs items together and then each alone, and compares. What they get is the result of their own
 * run. For one use.
 */
final class Trial {
  /** What running together makes of the results. */
  enum Result {
    SAME,
    ANOTHER,
    /** Too few have shown too little. */
    UNCLEAR
  }

  private final Batch batch;
  private final Model model;
  private boolean ran;
  private boolean same = true;
  private int compared;

  Trial(Batch batch, Model model) {
    this.batch = batch;
    this.model = model;
  }

  Result run() {
    boolean clear = runTogether();
    List<BatchItem> items = batch.members();
    for (int i = 0; i < items.size(); i++) {
      BatchItem item = items.get(i);
      int row = i;
      item.alone(
          () -> {
            model.run(item.inputs(), item.outputs(), item.cancellation());
            same &= ran && batch.agrees(row);
            compared++;
          });
    }
    if (!clear || compared < items.size()) {
      return Result.UNCLEAR;
    }
    if (!same) {
      return Result.ANOTHER;
    }
    return batch.differs() ? Result.SAME : Result.UNCLEAR;
  }

  /** Whether that says something about the model. */
  private boolean runTogether() {
    try {
      batch.run(model);
      ran = true;
      return true;
    } catch (RunCancelled e) {
      return false;
    } catch (ModelException e) {
      return e.reason() == Reason.RUN_FAILED;
    }
  }
}
