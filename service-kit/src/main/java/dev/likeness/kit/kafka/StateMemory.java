package dev.likeness.kit.kafka;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One bound for the memory of all state stores of this process. By default each store of each
 * partition has a cache of 50 MB and buffers of 48 MB to itself, which no installation can pay for
 * dozens of stores. Here they share a cache, in which the blocks, their indexes and filters, and
 * what is written but not yet in a file, are counted (RocksDB wiki, "Write Buffer Manager"). The
 * bound is soft by one small write buffer for each store: what a store that is not written to any
 * more has in it stays there.
 *
 * <p>Kafka Streams makes an instance for each store, on any thread; the first to come decides the
 * size. The cache lives as long as the process.
 */
public final class StateMemory implements RocksDBConfigSetter {
  /** Name of the setting of Streams that holds the bound, in MiB. */
  static final String MEGABYTES = "likeness.state.megabytes";

  /** Of a store, until it is written to a file: small, because there are many. */
  private static final long WRITE_BUFFER_BYTES = 2 << 20;

  private static final int MAX_WRITE_BUFFERS = 2;

  /** What a store takes for its first record. */
  private static final long ARENA_BLOCK_BYTES = 64 << 10;

  /** The part of the bound that may hold what is not yet in a file. */
  private static final double WRITTEN = .5;

  private static @Nullable Shared shared;

  private record Shared(Cache cache, WriteBufferManager writes) {}

  @Override
  public void setConfig(String store, Options options, Map<String, Object> settings) {
    Shared memory = shared(Long.parseLong(String.valueOf(settings.get(MEGABYTES))) << 20);
    var table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(memory.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(memory.writes());
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    options.setMaxWriteBufferNumber(MAX_WRITE_BUFFERS);
    options.setArenaBlockSize(ARENA_BLOCK_BYTES);
  }

  /** Other stores go on with what they share. */
  @Override
  public void close(String store, Options options) {}

  /** Bytes that all stores of this process have in the cache now. */
  static long usedBytes() {
    Shared memory;
    synchronized (StateMemory.class) {
      memory = shared;
    }
    return memory == null ? 0 : memory.cache().getUsage();
  }

  private static synchronized Shared shared(long bytes) {
    Shared memory = shared;
    if (memory == null) {
      var cache = new LRUCache(bytes);
      memory = new Shared(cache, new WriteBufferManager((long) (bytes * WRITTEN), cache));
      shared = memory;
    }
    return memory;
  }
}
