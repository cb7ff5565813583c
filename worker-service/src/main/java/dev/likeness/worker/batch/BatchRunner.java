package dev.likeness.worker.batch;

import dev.likeness.worker.model.Model;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.RunCancelled;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs items together and gives each its own outcome.
 *
 * <ul>
 *   <li>Too little memory halves the batch, and the size that fits is remembered.
 *   <li>Any other failure of the run is searched for by halves, so that the item which causes it
 *       fails alone and the others get their results.
 *   <li>What is no item's fault, as a closed device, all of them are told.
 * </ul>
 *
 * <p>A free dimension promises nothing: many exported graphs have the 1 of their example written
 * into a node, and some mix rows. So the first batch of different items is also run one by one, and
 * the model goes on with batches only if the results are the same. For one thread.
 */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private enum Trust {
    UNTRIED,
    PROVEN,
    REFUTED
  }

  private final Model model;
  private final BatchShape shape;
  private final BatchSize size;
  private volatile Trust trust = Trust.UNTRIED;

  BatchRunner(Model model, BatchShape shape, BatchSize size) {
    this.model = model;
    this.shape = shape;
    this.size = size;
  }

  /** Whether the model has shown that it cannot take batches. Any thread may ask. */
  boolean isRefuted() {
    return trust == Trust.REFUTED;
  }

  /** Returns when all of them have ended. */
  void run(List<BatchItem> items) {
    List<BatchItem> here = items.stream().filter(BatchItem::isHere).toList();
    if (here.size() < 2) {
      here.forEach(this::alone);
    } else if (here.size() > size.most()) {
      halves(here);
    } else {
      switch (trust) {
        case PROVEN -> together(here);
        case UNTRIED -> tried(here);
        case REFUTED -> here.forEach(this::alone);
      }
    }
  }

  private void alone(BatchItem item) {
    item.alone(() -> model.run(item.inputs(), item.outputs(), item.cancellation()));
  }

  private void halves(List<BatchItem> items) {
    run(items.subList(0, items.size() / 2));
    run(items.subList(items.size() / 2, items.size()));
  }

  private void together(List<BatchItem> items) {
    try (Batch batch = Batch.of(shape, items)) {
      batch.run(model);
      batch.deliver();
    } catch (RunCancelled e) {
      items.forEach(BatchItem::leave); // all have: nobody else stops a batch
    } catch (ModelException e) {
      switch (e.reason()) {
        case OUT_OF_MEMORY -> tooMany(items);
        case RUN_FAILED -> halves(items);
        case NOT_LOADED, BUSY, CLOSED ->
            items.forEach(
                item ->
                    item.fail(new ModelException(e.reason(), String.valueOf(e.getMessage()), e)));
      }
    } catch (OutOfMemoryError e) {
      tooMany(items);
    } catch (RuntimeException | Error e) {
      items.forEach(item -> item.fail(e));
    }
  }

  private void tooMany(List<BatchItem> items) {
    size.tooMany(items.size());
    LOG.atWarn()
        .addKeyValue("items", items.size())
        .addKeyValue("most", size.most())
        .log("a batch was too large for the memory, halving it");
    halves(items);
  }

  private void tried(List<BatchItem> items) {
    try (Batch batch = Batch.of(shape, items)) {
      switch (new Trial(batch, model).run()) {
        case SAME -> trust = Trust.PROVEN;
        case ANOTHER -> refute();
        case UNCLEAR -> {}
      }
    } catch (OutOfMemoryError e) {
      tooMany(items);
    }
  }

  private void refute() {
    trust = Trust.REFUTED;
    LOG.atWarn()
        .addKeyValue("model", model)
        .log("a model with a free first dimension does not take batches: its runs stay apart");
  }
}
