package dev.likeness.worker.work;

import dev.likeness.schema.v1.Operation;
import java.util.Map;

/**
 * What a worker serves. It may be replaced at any time, so who works with it holds it: what is held
 * works until it is given back. Thread safe.
 */
public interface Serving {
  /** The operations of one moment. */
  interface Held extends AutoCloseable {
    Map<Operation, OperationRunner> operations();

    /** Gives them back; nothing of them is used afterwards. */
    @Override
    void close();
  }

  /** What is served now. */
  Held hold();

  /** The same for ever. */
  static Serving always(Map<Operation, OperationRunner> operations) {
    Map<Operation, OperationRunner> served = Map.copyOf(operations);
    return () ->
        new Held() {
          @Override
          public Map<Operation, OperationRunner> operations() {
            return served;
          }

          @Override
          public void close() {}
        };
  }
}
