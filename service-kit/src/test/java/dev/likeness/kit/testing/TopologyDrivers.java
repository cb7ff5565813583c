package dev.likeness.kit.testing;

import java.nio.file.DirectoryNotEmptyException;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;

/** Ends the drivers of topologies under test. */
public final class TopologyDrivers {
  private TopologyDrivers() {}

  /**
   * Closes it. Its folder is the test's own and is removed with the test: that RocksDB still puts a
   * file there while the driver removes it, on a busy machine, is no failure.
   */
  public static void close(TopologyTestDriver driver) {
    try {
      driver.close();
    } catch (StreamsException e) {
      if (!(e.getCause() instanceof DirectoryNotEmptyException)) {
        throw e;
      }
    }
  }
}
