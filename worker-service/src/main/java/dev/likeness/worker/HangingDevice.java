package dev.likeness.worker;

import java.time.Duration;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the worker does when a run hangs on its device: leases nothing more, lets the others finish
 * what they can, and ends. Nothing inside the process can end a call into native code.
 *
 * @param leaseNoMore stops leasing, and returns at once
 * @param patience for what needs the device no more
 * @param end of the process, given its exit status
 */
record HangingDevice(Runnable leaseNoMore, Duration patience, IntConsumer end) implements Runnable {
  /** As sysexits.h has it: an internal error of the software. */
  static final int EXIT_STATUS = 70;

  private static final Logger LOG = LoggerFactory.getLogger(HangingDevice.class);

  /** For a thread of its own. */
  @Override
  public void run() {
    leaseNoMore.run();
    LOG.atError()
        .addKeyValue("seconds", patience.toSeconds())
        .addKeyValue("exitStatus", EXIT_STATUS)
        .log("a run hangs on the device: this worker leases nothing more and ends itself");
    try {
      Thread.sleep(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end.accept(EXIT_STATUS);
  }
}
