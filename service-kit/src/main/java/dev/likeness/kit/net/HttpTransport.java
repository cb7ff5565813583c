package dev.likeness.kit.net;

import dev.likeness.kit.url.HttpUrl;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A client of the HTTP library with its pool of connections, set up so that the {@link AnswerMeter}
 * of a call sees all that the call receives. Follows no redirect, repeats nothing, keeps no cookie,
 * unpacks nothing. The library closes the pool when an {@code Error} passes through a call. Thread
 * safe.
 */
final class HttpTransport implements AutoCloseable {
  /** Receivers usually close a connection that was idle for 5 to 60 s. */
  private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(30);

  private static final TimeValue LOOK_AFTER_IDLE = TimeValue.ofMilliseconds(500);
  private static final int MAX_LINE_LENGTH = 16 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int BUFFER_BYTES = 8 * 1024;

  private final PoolingHttpClientConnectionManager pool;
  private final CloseableHttpClient client;

  private HttpTransport(
      DnsResolver names, GuardedHttpClient.Limits limits, ConnectionReuseStrategy reuse) {
    var http = http1();
    this.pool =
        new MeteredConnections()
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(http)
                    .responseParserFactory(MeteredParser::new)
                    .build())
            .setDnsResolver(names)
            .setMaxConnPerRoute(limits.connections())
            .setMaxConnTotal(limits.connections())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout(limits.connect()))
                    .setSocketTimeout(timeout(limits.total()))
                    .setValidateAfterInactivity(LOOK_AFTER_IDLE)
                    .build())
            .build();
    this.client =
        HttpClients.custom()
            .setConnectionManager(pool)
            .setRequestExecutor(new MeteredExecutor(http, reuse))
            .setConnectionReuseStrategy(reuse)
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

  /** Keeps connections for the calls that follow. */
  static HttpTransport pooled(DnsResolver names, GuardedHttpClient.Limits limits) {
    return new HttpTransport(names, limits, DefaultConnectionReuseStrategy.INSTANCE);
  }

  /** Makes a connection for each call. */
  static HttpTransport fresh(DnsResolver names, GuardedHttpClient.Limits limits) {
    return new HttpTransport(names, limits, (_, _, _) -> false);
  }

  <T> T execute(HttpUrl url, HttpUriRequestBase request, HttpClientResponseHandler<T> handler)
      throws IOException {
    var host = new HttpHost(url.scheme(), url.host(), url.writtenPort());
    return client.execute(host, request, handler);
  }

  boolean isClosed() {
    return pool.isClosed();
  }

  /** Closes what was idle for long, and forgets hosts to which no connection is open. */
  void forgetIdle() {
    pool.closeIdle(MAX_IDLE);
  }

  /** Hosts that something is kept about. */
  int hosts() {
    return pool.getRoutes().size();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }

  private static Http1Config http1() {
    return Http1Config.custom()
        .setMaxLineLength(MAX_LINE_LENGTH)
        .setMaxHeaderCount(MAX_HEADERS)
        .setBufferSize(BUFFER_BYTES)
        .build();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(duration.toMillis());
  }

  private static final class MeteredConnections extends PoolingHttpClientConnectionManagerBuilder {
    @Override
    protected HttpClientConnectionOperator createConnectionOperator(
        @Nullable SchemePortResolver ports, @Nullable DnsResolver names, TlsSocketStrategy tls) {
      return new DefaultHttpClientConnectionOperator(
          _ -> new MeteredSocket(),
          ports,
          names,
          RegistryBuilder.<TlsSocketStrategy>create().register(URIScheme.HTTPS.id, tls).build());
    }
  }

  private static final class MeteredParser extends DefaultHttpResponseParser {
    MeteredParser(Http1Config http) {
      super(http);
    }

    @Override
    public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
        throws IOException, HttpException {
      ClassicHttpResponse response = super.parse(buffer, in);
      if (response != null) { // else the connection was closed
        AnswerMeter.CURRENT.get().head(response);
      }
      return response;
    }
  }

  private static final class MeteredExecutor extends HttpRequestExecutor {
    MeteredExecutor(Http1Config http, ConnectionReuseStrategy reuse) {
      super(http, reuse, null);
    }

    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        @Nullable HttpResponseInformationCallback informed,
        HttpContext context)
        throws IOException, HttpException {
      AnswerMeter.CURRENT.get().begin(connection.getEndpointDetails());
      return super.execute(request, connection, informed, context);
    }
  }
}
