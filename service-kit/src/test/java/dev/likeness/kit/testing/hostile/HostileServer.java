package dev.likeness.kit.testing.hostile;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A server on loopback that says exactly what its answers say, valid HTTP or not, and keeps what
 * was asked. Connections stay open after an answer unless the answer ends them. Thread safe.
 */
public final class HostileServer implements AutoCloseable {

  /** Says something to a request. */
  @FunctionalInterface
  public interface HostileAnswer {
    /**
     * @throws IOException if the other side is gone; ends the connection
     */
    void to(Conversation conversation) throws IOException, InterruptedException;
  }

  /**
   * What was asked.
   *
   * @param target as in the request line, for example {@code /photo?size=1}
   * @param headers names in any case
   * @param onConnection 1 for the first request of its connection
   */
  public record Request(
      String method, String target, Map<String, String> headers, byte[] body, int onConnection) {
    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** One request and the connection that it came on. */
  public final class Conversation {
    private final Request request;
    private final Socket socket;

    private Conversation(Request request, Socket socket) {
      this.request = request;
      this.socket = socket;
    }

    public Request request() {
      return request;
    }

    /** Sends the characters, each as one byte. */
    public void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Sends it again and again; the other side should have had enough long before the end. */
    public void sendEndlessly(String text) throws IOException {
      byte[] many =
          text.repeat(Math.max(1, 16_384 / text.length())).getBytes(StandardCharsets.US_ASCII);
      for (long sent = 0; sent < MAX_ENDLESS_BYTES; sent += many.length) {
        send(many);
      }
      throw new IOException("endless has an end here");
    }

    /** Sends it again and again with pauses, until the other side or the test is over. */
    public void drip(String text, int pauseMillis) throws IOException, InterruptedException {
      while (!over.await(pauseMillis, TimeUnit.MILLISECONDS)) {
        send(text);
      }
    }

    /** Says nothing more until the test is over. */
    public void keepSilent() throws InterruptedException {
      over.await();
    }

    /** Ends the connection, with the FIN of TCP. */
    public void hangUp() throws IOException {
      socket.close();
    }

    /** Ends the connection, with the RST of TCP. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private static final long MAX_ENDLESS_BYTES = 256L << 20;
  private static final int MAX_REQUEST_LINE = 64 * 1024;

  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<String, HostileAnswer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

  public HostileServer() {
    try {
      listening = new ServerSocket(0, 500, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Answers requests for {@code path}, whatever their query; {@code /} stands for every other. */
  public HostileServer on(String path, HostileAnswer answer) {
    answers.put(path, answer);
    return this;
  }

  /** The URL of something here, as a customer would write it. */
  public String url(String target) {
    return "http://127.0.0.1:" + port() + target;
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** What has come so far, in this order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Ends every connection that is open, as a server does that is started again. */
  public void dropConnections() {
    connections.forEach(HostileServer::closeQuietly);
  }

  @Override
  public void close() {
    over.countDown();
    closeQuietly(listening);
    dropConnections();
    threads.shutdownNow();
    threads.close();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.add(socket);
        threads.execute(() -> converse(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      for (int number = 1; !socket.isClosed(); number++) {
        Request request = read(in, number);
        requests.add(request);
        HostileAnswer answer = answers.getOrDefault(request.path(), answers.get("/"));
        if (answer == null) {
          answer = HostileAnswers.status(404);
        }
        answer.to(new Conversation(request, socket));
      }
    } catch (IOException e) {
      // the other side has gone, which ends the conversation
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }

  private static Request read(InputStream in, int number) throws IOException {
    String[] first = line(in).split(" ");
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    return new Request(first[0], first[1], headers, in.readNBytes(length), number);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > MAX_REQUEST_LINE) {
        throw new IOException("no request");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  private static void closeQuietly(AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      throw new IllegalStateException("a socket on loopback can be closed", e);
    }
  }
}
