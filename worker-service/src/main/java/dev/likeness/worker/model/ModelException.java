package dev.likeness.worker.model;

/** A model could not be loaded or did not give a result. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What to do about it depends on this. */
  public enum Reason {
    /** The runtime or a model is not usable on this machine: a fault of the installation. */
    NOT_LOADED,
    /** The run failed on this input. */
    RUN_FAILED,
    /** The device had not enough memory for this run. */
    OUT_OF_MEMORY,
    /** Too many runs are waiting for the device; nothing was run. */
    BUSY,
    /** The runtime was closed. */
    CLOSED
  }

  private final Reason reason;

  public ModelException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public ModelException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
