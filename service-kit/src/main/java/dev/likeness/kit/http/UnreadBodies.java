package dev.likeness.kit.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients read an answer that was given before their body was. Many send all of it before they
 * read anything, and a connection that is closed with bytes unread is reset, which destroys the
 * answer on its way (RFC 9112 section 9.6). So what follows the answer is read and thrown away, up
 * to a bound of bytes and of time, without a thread. Thread safe.
 */
final class UnreadBodies extends Handler.Wrapper {
  /** More at a time are closed at once: their clients may miss their answers. */
  private static final int MOST_AT_A_TIME = 512;

  private final long most;
  private final Duration longest;
  private final LongSupplier nanoTime;
  private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

  /**
   * @param most bytes of a body that are thrown away
   * @param longest time for that; when it is over, at the next arrival or idle timeout, so is this
   * @param nanoTime as {@link System#nanoTime}
   */
  UnreadBodies(long most, Duration longest, LongSupplier nanoTime) {
    this.most = most;
    this.longest = longest;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!hasBody(request)) {
      return super.handle(request, response, callback);
    }
    var body = new Body(request, callback);
    return super.handle(body, response, body.atEnd());
  }

  private static boolean hasBody(Request request) {
    return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  /** A request that knows how much of its body was read. */
  private final class Body extends Request.Wrapper {
    private final Callback callback;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final boolean waitsForConsent;
    private long bytes; // there is one reader at a time, here and in what this wraps
    private boolean over;
    private long since;

    Body(Request request, Callback callback) {
      super(request);
      this.callback = callback;
      this.waitsForConsent =
          request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = super.read();
      if (chunk != null) {
        bytes += chunk.remaining();
        over |= chunk.isLast() || Content.Chunk.isFailure(chunk);
      }
      return chunk;
    }

    /**
     * Whether the connection can be used again, which is asked before the answer is sent. What has
     * not arrived yet is no reason against it, if it will be read.
     */
    @Override
    public boolean consumeAvailable() {
      if (!over && mayBeOnItsWay() && getLength() >= 0 && getLength() <= most) {
        return true;
      }
      return super.consumeAvailable();
    }

    Callback atEnd() {
      return Callback.from(this::answered, callback::failed);
    }

    /** The answer is on its way; now for the rest of the body. */
    private void answered() {
      if (over || !mayBeOnItsWay() || !places.tryAcquire()) {
        callback.succeeded();
        return;
      }
      since = nanoTime.getAsLong();
      discard();
    }

    /** A client that asked whether to send it, and was not told to, does not. */
    private boolean mayBeOnItsWay() {
      return !waitsForConsent || bytes > 0;
    }

    private void discard() {
      try {
        while (!isEnough()) {
          Content.Chunk chunk = read();
          if (chunk == null) {
            demand(this::discard);
            return;
          }
          chunk.release();
        }
      } catch (RuntimeException e) { // the connection is gone
        over = true;
      }
      end();
    }

    private boolean isEnough() {
      return over || bytes > most || nanoTime.getAsLong() - since > longest.toNanos();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        places.release();
        callback.succeeded();
      }
    }
  }
}
