package dev.likeness.ingest.http;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.rate.FairShares;
import dev.likeness.kit.rate.Pace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in request bodies at whatever speed they arrive: what does not fit into a small buffer goes
 * to a file, so a body that takes minutes occupies disk and no memory that others wait for. What
 * counts is what has arrived, never what was declared. Each account has its share of the disk, and
 * a body that is too slow is given up. The files have no names: nothing is left of them when they
 * are closed, nor after a crash. Thread safe; calls block.
 */
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

  /** What is not larger stays in memory. */
  private static final int IN_MEMORY = 16 * 1024;

  private static final int BUFFER = 64 * 1024;

  private final Path folder;
  private final FairShares disk;
  private final Pace pace;
  private final int limit;
  private final LongSupplier nanoTime;

  /**
   * @param folder for the files; made if it is not there
   * @param disk bytes of all bodies that are arriving or worked on
   * @param limit largest body, in bytes
   * @param nanoTime as {@link System#nanoTime}
   */
  Uploads(Path folder, FairShares disk, Pace pace, int limit, LongSupplier nanoTime) {
    this.folder = folder;
    this.disk = disk;
    this.pace = pace;
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /**
   * A body that has arrived. Whoever got it closes it.
   *
   * @param bytes its size
   */
  record Upload(long bytes, InputStream content, FairShares.Share share) implements AutoCloseable {
    @Override
    public void close() {
      try {
        content.close();
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("a body that was worked on could not be closed");
      } finally {
        share.close();
      }
    }
  }

  /**
   * Returns when all of {@code body} is here.
   *
   * @param declared its size as the caller says; -1 if it does not
   * @throws RefusalException if it is too large or too slow, ends too early, or finds no room
   */
  Upload receive(String account, InputStream body, long declared) {
    if (declared > limit) {
      throw tooLarge();
    }
    try (var arrival = new Arrival(account, body)) {
      return arrival.complete();
    }
  }

  /** One body on its way in. */
  private final class Arrival implements AutoCloseable {
    private final InputStream body;
    private final FairShares.Share share;
    private final long begin = nanoTime.getAsLong();
    private final byte[] buffer = new byte[BUFFER];
    private long bytes;
    private @Nullable FileChannel file;
    private boolean isComplete;

    Arrival(String account, InputStream body) {
      this.body = body;
      this.share = disk.open(account);
    }

    Upload complete() {
      int inBuffer = 0;
      while (inBuffer <= IN_MEMORY) {
        int count = read(inBuffer);
        if (count < 0) {
          isComplete = true;
          return new Upload(bytes, new ByteArrayInputStream(buffer, 0, inBuffer), share);
        }
        inBuffer += count;
      }
      for (int count = inBuffer; count >= 0; count = read(0)) {
        store(count);
      }
      return stored();
    }

    private int read(int offset) {
      int count;
      try {
        count = body.read(buffer, offset, buffer.length - offset);
      } catch (IOException e) {
        throw isTimeout(e)
            ? tooSlow()
            : new RefusalException(
                FailureCode.INVALID_REQUEST, "The body could not be read to its end.");
      }
      bytes += Math.max(count, 0);
      if (bytes > limit) {
        throw tooLarge();
      }
      if (count >= 0 && pace.isTooSlow(bytes, Duration.ofNanos(nanoTime.getAsLong() - begin))) {
        throw tooSlow();
      }
      return count;
    }

    private void store(int count) {
      if (!share.grow(count)) {
        throw new RefusalException(
            FailureCode.RATE_LIMITED,
            "Too many large requests of this account are under way; try again when some have"
                + " ended.");
      }
      try {
        if (file == null) {
          file = unnamedFile();
        }
        var piece = ByteBuffer.wrap(buffer, 0, count);
        while (piece.hasRemaining()) {
          file.write(piece);
        }
      } catch (IOException e) {
        throw noStorage(e);
      }
    }

    private Upload stored() {
      if (file == null) {
        throw new IllegalStateException("nothing was stored");
      }
      try {
        file.position(0);
      } catch (IOException e) {
        throw noStorage(e);
      }
      isComplete = true;
      return new Upload(bytes, Channels.newInputStream(file), share);
    }

    /** What is not complete is nobody's. */
    @Override
    public void close() {
      if (isComplete) {
        return;
      }
      share.close();
      if (file != null) {
        try {
          file.close();
        } catch (IOException e) {
          LOG.atWarn().setCause(e).log("a body that was given up could not be closed");
        }
      }
    }
  }

  /** For its owner only, and without a name from the moment that it is open, where files allow. */
  private FileChannel unnamedFile() throws IOException {
    Files.createDirectories(folder);
    return FileChannel.open(
        folder.resolve("upload-" + UUID.randomUUID()),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  private RefusalException tooLarge() {
    return new RefusalException(
        FailureCode.PAYLOAD_TOO_LARGE,
        "The request body is larger than the limit of " + limit + " bytes.");
  }

  private RefusalException tooSlow() {
    return new RefusalException(
        FailureCode.UPLOAD_TOO_SLOW,
        "The body arrives too slowly: send at least "
            + pace.bytesPerSecond()
            + " bytes a second, and all of it within "
            + pace.longest().toSeconds()
            + " s.");
  }

  private static RefusalException noStorage(IOException e) {
    LOG.atError().setCause(e).log("a body cannot be stored while it arrives");
    return new RefusalException(
        FailureCode.STORAGE_UNAVAILABLE, "The request cannot be stored at the moment; try again.");
  }

  private static boolean isTimeout(IOException e) {
    return e.getCause() instanceof TimeoutException;
  }
}
