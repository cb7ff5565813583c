package dev.likeness.kit.net;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.kit.net.HttpResult.Answer;
import dev.likeness.kit.net.HttpResult.NoAnswer;
import dev.likeness.kit.net.HttpResult.Reason;
import dev.likeness.kit.thread.SupervisedThread;
import dev.likeness.kit.url.HttpUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls URLs that customers gave us. The host is resolved once, each address is checked against the
 * {@link AddressPolicy}, and the connection is made to just those addresses, so a name that changes
 * its mind (DNS rebinding) gains nothing. Redirects are not followed. Everything that the other
 * side sends is bounded by the byte ({@link AnswerMeter}), and each call has a limit on its whole
 * time, however slowly the other side drips.
 *
 * <p>A call that meets a connection which the other side has closed since the last call is made
 * again on a new one, within the same limit (RFC 9112 section 9.3.1). Whatever a call ends with,
 * errors of the virtual machine included, is the result of that call alone: the calls after it get
 * a new client if they need one. Thread safe; calls block.
 */
public final class GuardedHttpClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedHttpClient.class);
  private static final Duration FORGET_IDLE_EVERY = Duration.ofSeconds(5);

  /** Each call may name a new host: what is kept about hosts is looked through after so many. */
  static final int MAX_CALLS_UNTIL_FORGOTTEN = 500;

  private static final URI NO_URI = URI.create("/");

  /** What a body may take once the status, which is what counts, has arrived. */
  private static final Duration MAX_BODY_AFTER_STATUS = Duration.ofSeconds(1);

  /**
   * Limits of a client.
   *
   * @param connect time to resolve the name, and again to connect, TLS included
   * @param total time of the whole call; a body that comes steadily has more
   * @param bytesPerSecond so many bytes of an answer make {@code total} a second longer
   * @param maxBodyBytes largest body that is read
   * @param connections calls at a time; more wait, within {@code total}
   */
  public record Limits(
      Duration connect, Duration total, int bytesPerSecond, int maxBodyBytes, int connections) {}

  private final Limits limits;
  private final IntFunction<AnswerMeter> meters;
  private final HostResolver names;
  private final ScheduledThreadPoolExecutor timer;
  private final SupervisedThread idle;
  private final Replaceable pooled;
  private final Replaceable fresh;
  private final AtomicLong calls = new AtomicLong();
  private volatile Optional<String> lastError = Optional.empty();

  public GuardedHttpClient(AddressPolicy policy, Limits limits) {
    this(policy, limits, InetAddress::getAllByName, AnswerMeter::new);
  }

  /**
   * @param meters gives one for each try, from the largest body
   */
  GuardedHttpClient(
      AddressPolicy policy,
      Limits limits,
      HostResolver.Lookup lookup,
      IntFunction<AnswerMeter> meters) {
    this.limits = limits;
    this.meters = meters;
    this.names = new HostResolver(policy, limits.connect(), lookup);
    this.pooled = new Replaceable(HttpTransport::pooled, names, limits);
    this.fresh = new Replaceable(HttpTransport::fresh, names, limits);
    this.timer =
        new ScheduledThreadPoolExecutor(
            2, Thread.ofPlatform().name("http-deadlines-", 0).daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    this.idle = SupervisedThread.every("http-idle", FORGET_IDLE_EVERY, this::forgetIdle);
    idle.start();
  }

  /** Fetches {@code url}; a body over the limit is {@link Reason#TOO_LARGE}. */
  public HttpResult get(HttpUrl url) {
    return get(url, limits.total());
  }

  /**
   * As {@link #get(HttpUrl)}.
   *
   * @param limit of this call instead of {@link Limits#total}, if it is shorter
   */
  public HttpResult get(HttpUrl url, Duration limit) {
    return call(url, () -> request("GET", url), Wanted.WHOLE_BODY, limit);
  }

  /**
   * Sends {@code body}. The answer is its status: what of its body does not come, is over the limit
   * or takes longer than a moment is left out.
   */
  public HttpResult post(
      HttpUrl url, Map<String, String> headers, String contentType, byte[] body) {
    return call(
        url,
        () -> {
          var request = request("POST", url);
          headers.forEach(request::setHeader);
          request.setEntity(new ByteArrayEntity(body, ContentType.parse(contentType)));
          return request;
        },
        Wanted.STATUS,
        limits.total());
  }

  /** Unhealthy from a call that ended with an error of the virtual machine to one that did not. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return lastError
            .map(error -> Result.unhealthy("calls to customers' hosts end with " + error))
            .orElseGet(Result::healthy);
      }
    };
  }

  /** Hosts that something is kept about. */
  int hosts() {
    return pooled.get().hosts() + fresh.get().hosts();
  }

  /** Closes connections that are idle, and forgets their hosts. */
  void forgetIdle() {
    pooled.get().forgetIdle();
    fresh.get().forgetIdle();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    idle.interrupt();
    names.close();
    try {
      pooled.close();
      fresh.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What of an answer counts. */
  private enum Wanted {
    WHOLE_BODY,
    STATUS
  }

  /** One try of a call. */
  private record Try(
      HttpUrl url,
      HttpUriRequestBase request,
      Wanted wanted,
      AnswerMeter meter,
      CallDeadline deadline) {}

  /** Just what was checked goes out: the library's own reading of URLs has no part in it. */
  private static HttpUriRequestBase request(String method, HttpUrl url) {
    var request = new HttpUriRequestBase(method, NO_URI);
    request.setScheme(url.scheme());
    request.setAuthority(new URIAuthority(url.host(), url.writtenPort()));
    request.setPath(url.target());
    return request;
  }

  private HttpResult call(
      HttpUrl url, Supplier<HttpUriRequestBase> requests, Wanted wanted, Duration longest) {
    Duration limit = longest.compareTo(limits.total()) > 0 ? limits.total() : longest;
    long begin = System.nanoTime();
    if (calls.incrementAndGet() % MAX_CALLS_UNTIL_FORGOTTEN == 0) {
      forgetIdle();
    }
    HttpTransport transport = pooled.get();
    HttpResult result = tryWith(transport, url, requests.get(), wanted, limit);
    boolean again =
        result instanceof NoAnswer(Reason reason, _) && reason == Reason.CONNECTION_WAS_CLOSED;
    return again
        ? tryWith(
            fresh.get(), url, requests.get(), wanted, limit.minusNanos(System.nanoTime() - begin))
        : result;
  }

  private HttpResult tryWith(
      HttpTransport transport,
      HttpUrl url,
      HttpUriRequestBase request,
      Wanted wanted,
      Duration limit) {
    var meter = meters.apply(limits.maxBodyBytes());
    try (var deadline =
        new CallDeadline(timer, limit, meter::receivedOfBody, limits.bytesPerSecond())) {
      deadline.watch(request);
      HttpResult result = run(transport, new Try(url, request, wanted, meter, deadline));
      lastError = Optional.empty();
      return result;
    } catch (RuntimeException | Error e) { // ends this call, not the thread of whoever made it
      lastError = Optional.of(e.toString());
      LOG.atError().addKeyValue("host", url.host()).setCause(e).log("a call ended with an error");
      return new NoAnswer(Reason.BROKEN, "the call ended with an error of this service");
    }
  }

  private HttpResult run(HttpTransport transport, Try one) {
    try {
      return ScopedValue.where(AnswerMeter.CURRENT, one.meter())
          .call(
              () -> transport.execute(one.url(), one.request(), response -> answer(response, one)));
    } catch (AnswerCutException e) {
      return e.answer;
    } catch (BodyTooLargeException e) {
      return new NoAnswer(
          Reason.TOO_LARGE, "the body is larger than " + limits.maxBodyBytes() + " bytes");
    } catch (UnknownHostException e) {
      return new NoAnswer(
          Reason.NO_PUBLIC_ADDRESS,
          "the host " + one.url().host() + " is not known or has no public address");
    } catch (IOException e) {
      if (one.wanted() == Wanted.STATUS && one.meter().head().isPresent()) {
        return one.meter().head().get();
      }
      return transport.isClosed() ? closedBelow(e) : noAnswer(one, e);
    } catch (IllegalStateException e) {
      if (transport.isClosed()) {
        return closedBelow(e);
      }
      throw e;
    }
  }

  /** An error in another call has closed all connections: this one is made again on a new one. */
  private static NoAnswer closedBelow(Exception e) {
    return new NoAnswer(Reason.CONNECTION_WAS_CLOSED, messageOf(e));
  }

  private static NoAnswer noAnswer(Try one, IOException e) {
    Optional<String> excess = one.meter().excess();
    if (excess.isPresent()) {
      return new NoAnswer(Reason.BROKEN, "the answer cannot be used: " + excess.get());
    }
    if (one.deadline().passed() || e instanceof SocketTimeoutException) {
      return new NoAnswer(Reason.TIMED_OUT, "no complete answer in time");
    }
    if (one.meter().metAClosedConnection()) {
      return new NoAnswer(Reason.CONNECTION_WAS_CLOSED, messageOf(e));
    }
    return switch (e) {
      case MessageConstraintException _, MalformedChunkCodingException _ ->
          new NoAnswer(Reason.BROKEN, "the answer cannot be used: " + messageOf(e));
      case SSLException _ -> new NoAnswer(Reason.TLS_FAILED, messageOf(e));
      case ClientProtocolException _ ->
          new NoAnswer(
              Reason.BROKEN,
              "the answer cannot be used: " + messageOf(e.getCause() == null ? e : e.getCause()));
      default -> new NoAnswer(Reason.CONNECTION_FAILED, messageOf(e));
    };
  }

  private static String messageOf(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Answer answer(ClassicHttpResponse response, Try one) throws IOException {
    Answer head = one.meter().head().orElseThrow();
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return head;
    }
    return switch (one.wanted()) {
      case WHOLE_BODY -> withWholeBody(head, entity, one.request());
      case STATUS -> withBeginOfBody(head, entity, one);
    };
  }

  /** Cancels what it does not read: an end in good order would read the rest, however much. */
  private Answer withWholeBody(Answer head, HttpEntity entity, HttpUriRequestBase request)
      throws IOException {
    if (entity.getContentLength() <= limits.maxBodyBytes()) {
      byte[] body = entity.getContent().readNBytes(limits.maxBodyBytes() + 1);
      if (body.length <= limits.maxBodyBytes()) {
        return new Answer(head.status(), head.headers(), body);
      }
    }
    request.cancel();
    throw new BodyTooLargeException();
  }

  private Answer withBeginOfBody(Answer head, HttpEntity entity, Try one) throws IOException {
    one.deadline().atMostFromNow(MAX_BODY_AFTER_STATUS);
    var begin = new byte[limits.maxBodyBytes()];
    int length = 0;
    boolean whole = false;
    try {
      InputStream body = entity.getContent();
      for (int read = 0; read >= 0 && length < begin.length; length += Math.max(read, 0)) {
        read = body.read(begin, length, begin.length - length);
        whole = read < 0;
      }
      whole = whole || body.read() < 0;
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the body of an answer did not come whole");
    }
    var answer = new Answer(head.status(), head.headers(), Arrays.copyOf(begin, length));
    if (whole) {
      return answer;
    }
    one.request().cancel();
    throw new AnswerCutException(answer);
  }

  /** The library's client, and another where an error has closed it. Thread safe. */
  private static final class Replaceable {
    private final BiFunction<DnsResolver, Limits, HttpTransport> make;
    private final DnsResolver names;
    private final Limits limits;
    private HttpTransport current;
    private boolean closed;

    Replaceable(
        BiFunction<DnsResolver, Limits, HttpTransport> make, DnsResolver names, Limits limits) {
      this.make = make;
      this.names = names;
      this.limits = limits;
      this.current = make.apply(names, limits);
    }

    synchronized HttpTransport get() {
      if (current.isClosed() && !closed) {
        current = make.apply(names, limits);
      }
      return current;
    }

    synchronized void close() throws IOException {
      closed = true;
      current.close();
    }
  }

  private static final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** An answer of which the rest is not read. */
  private static final class AnswerCutException extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Answer answer;

    AnswerCutException(Answer answer) {
      this.answer = answer;
    }
  }
}
