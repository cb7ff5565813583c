package dev.likeness.kit.net;

import dev.likeness.kit.net.HttpResult.Answer;
import dev.likeness.kit.net.HttpResult.NoAnswer;
import dev.likeness.kit.net.HttpResult.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls URLs that customers gave us. The host is resolved once, each address is checked against the
 * {@link AddressPolicy}, and the connection is made to just those addresses, so a name that changes
 * its mind (DNS rebinding) gains nothing. Redirects are not followed, bodies are bounded, and each
 * call has a limit on its whole time, however slowly the other side drips. Thread safe; calls
 * block.
 */
public final class GuardedHttpClient implements AutoCloseable {
  /**
   * Limits of a client.
   *
   * @param connect time to connect, TLS included
   * @param total time of the whole call
   * @param maxBodyBytes largest body that is read
   * @param connectionsPerHost calls at a time to one host; more wait, within {@code total}
   * @param connections calls at a time in all
   */
  public record Limits(
      Duration connect,
      Duration total,
      int maxBodyBytes,
      int connectionsPerHost,
      int connections) {}

  /** Whether a body that goes past the limit is an error, or just cut. */
  private enum Overflow {
    REFUSED,
    CUT
  }

  private final CloseableHttpClient client;
  private final Limits limits;
  private final ScheduledThreadPoolExecutor deadlines;

  public GuardedHttpClient(AddressPolicy policy, Limits limits) {
    this.limits = limits;
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("http-deadlines").daemon().factory());
    deadlines.setRemoveOnCancelPolicy(true);
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new CheckedResolver(policy))
            .setMaxConnPerRoute(limits.connectionsPerHost())
            .setMaxConnTotal(limits.connections())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout(limits.connect()))
                    .setSocketTimeout(timeout(limits.total()))
                    .build())
            .build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout(limits.total()))
                    .setResponseTimeout(timeout(limits.total()))
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .setUserAgent("likeness")
            .build();
  }

  /** Fetches {@code url}; a body over the limit is {@link Reason#TOO_LARGE}. */
  public HttpResult get(URI url) {
    return get(url, limits.total());
  }

  /**
   * As {@link #get(URI)}.
   *
   * @param limit of this call; the client's own holds too
   */
  public HttpResult get(URI url, Duration limit) {
    return call(new HttpGet(url), Overflow.REFUSED, limit);
  }

  /** Sends {@code body}; what the answer's body has over the limit is not read. */
  public HttpResult post(URI url, Map<String, String> headers, String contentType, byte[] body) {
    var request = new HttpPost(url);
    headers.forEach(request::setHeader);
    request.setEntity(new ByteArrayEntity(body, ContentType.parse(contentType)));
    return call(request, Overflow.CUT, limits.total());
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResult call(HttpUriRequestBase request, Overflow overflow, Duration limit) {
    String host = request.getAuthority().getHostName();
    long millis = Math.clamp(limit.toMillis(), 1, limits.total().toMillis());
    var deadline = deadlines.schedule(request::cancel, millis, TimeUnit.MILLISECONDS);
    try {
      return client.execute(request, response -> answer(request, response, overflow));
    } catch (AnswerCut e) {
      return e.answer;
    } catch (AddressRefused e) {
      return new NoAnswer(Reason.ADDRESS_REFUSED, "the host " + host + " has no public address");
    } catch (BodyTooLarge e) {
      return new NoAnswer(
          Reason.TOO_LARGE, "the body is larger than " + limits.maxBodyBytes() + " bytes");
    } catch (UnknownHostException e) {
      return new NoAnswer(Reason.UNKNOWN_HOST, "the host " + host + " is not known");
    } catch (IOException e) {
      return request.isCancelled() || e instanceof SocketTimeoutException
          ? new NoAnswer(Reason.TIMED_OUT, "no complete answer within " + millis + " ms")
          : failed(e);
    } finally {
      deadline.cancel(false);
    }
  }

  private static NoAnswer failed(IOException e) {
    var reason = e instanceof SSLException ? Reason.TLS_FAILED : Reason.CONNECTION_FAILED;
    String message = e.getMessage();
    return new NoAnswer(reason, message == null ? e.getClass().getSimpleName() : message);
  }

  private Answer answer(HttpUriRequestBase request, ClassicHttpResponse response, Overflow overflow)
      throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return answer(response, new byte[0]);
    }
    if (overflow == Overflow.REFUSED && entity.getContentLength() > limits.maxBodyBytes()) {
      request.cancel();
      throw new BodyTooLarge();
    }
    byte[] bytes = entity.getContent().readNBytes(limits.maxBodyBytes() + 1);
    if (bytes.length <= limits.maxBodyBytes()) {
      return answer(response, bytes);
    }
    // Ends the connection: an end in good order would read the rest first, however much there is.
    request.cancel();
    throw overflow == Overflow.REFUSED
        ? new BodyTooLarge()
        : new AnswerCut(answer(response, Arrays.copyOf(bytes, limits.maxBodyBytes())));
  }

  private static Answer answer(ClassicHttpResponse response, byte[] body) {
    var headers = new HashMap<String, String>();
    for (Header header : response.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    return new Answer(response.getCode(), headers, body);
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(duration.toMillis());
  }

  /** Resolves a name once and lets only the addresses through that the policy allows. */
  private record CheckedResolver(AddressPolicy policy) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] all = InetAddress.getAllByName(host);
      InetAddress[] allowed = Arrays.stream(all).filter(policy::allows).toArray(InetAddress[]::new);
      if (allowed.length == 0) {
        throw new AddressRefused();
      }
      return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  private static final class AddressRefused extends UnknownHostException {
    private static final long serialVersionUID = 1;
  }

  private static final class BodyTooLarge extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** An answer of which the rest is not read. */
  private static final class AnswerCut extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Answer answer;

    AnswerCut(Answer answer) {
      this.answer = answer;
    }
  }
}
