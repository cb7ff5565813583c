package dev.likeness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** With real stores, as many as a small installation has partitions. */
class StateMemoryTest {
  private static final int STORES = 24;
  private static final int MEGABYTES = 16;
  private static final int BOUND = MEGABYTES << 20;
  private static final int VALUE_BYTES = 64 << 10;
  private static final int VALUES = 48;

  /** The bound, and one small write buffer for each store; by default they would hold 72 MiB. */
  private static final int MOST = BOUND + STORES * (1 << 20) + (8 << 20);

  @BeforeAll
  static void load() {
    RocksDB.loadLibrary();
  }

  @Test
  void manyStoresTogetherStayWithinTheBound(@TempDir Path directory) throws RocksDBException {
    List<AutoCloseable> owned = new ArrayList<>();
    List<RocksDB> stores = new ArrayList<>();
    try {
      for (int i = 0; i < STORES; i++) {
        var options = options("store-" + i);
        owned.addFirst(options);
        stores.add(RocksDB.open(options, directory.resolve("store-" + i).toString()));
        owned.addFirst(stores.getLast());
      }
      for (RocksDB store : stores) {
        fill(store); // 72 MiB in all, more than four times the bound
      }
      // Another thread writes to files; until it has, more may be held.
      await().atMost(Duration.ofMinutes(1)).until(() -> StateMemory.usedBytes() < MOST);
      // What is not yet in files counts too: nothing has been read.
      assertThat(StateMemory.usedBytes()).isGreaterThan(BOUND / 4);
      for (RocksDB store : stores) {
        assertThat(store.get(key(VALUES - 1))).hasSize(VALUE_BYTES);
      }
      assertThat(StateMemory.usedBytes()).isLessThan(MOST);
    } finally {
      owned.forEach(StateMemoryTest::close);
    }
  }

  private static Options options(String store) {
    var options = new Options().setCreateIfMissing(true);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new StateMemory()
        .setConfig(store, options, Map.of(StateMemory.MEGABYTES, Integer.toString(MEGABYTES)));
    return options;
  }

  private static void fill(RocksDB store) throws RocksDBException {
    for (int i = 0; i < VALUES; i++) {
      store.put(key(i), new byte[VALUE_BYTES]);
    }
  }

  private static byte[] key(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  private static void close(AutoCloseable owned) {
    try {
      owned.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
