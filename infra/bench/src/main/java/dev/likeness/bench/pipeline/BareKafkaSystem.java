package dev.likeness.bench.pipeline;

import dev.likeness.bench.JvmOptions;
import dev.likeness.bench.ServerProcess;
import dev.likeness.local.kafka.FreePorts;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** {@link BareKafka} and a broker. */
final class BareKafkaSystem implements MeasuredSystem {
  private static final List<String> JVM =
      List.of(
          "-Xmx384m",
          "-XX:+UseSerialGC",
          "-Dlogback.configurationFile=logback.xml",
          // Else each answer waits for the acknowledgement of its head.
          "-Dsun.net.httpserver.nodelay=true");

  private final BrokerServer broker;
  private final ServerProcess server;
  private final int port;

  private BareKafkaSystem(BrokerServer broker, ServerProcess server, int port) {
    this.broker = broker;
    this.server = server;
    this.port = port;
  }

  /**
   * @param directory for data and logs
   */
  static BareKafkaSystem start(Path directory, Cores cores) throws Exception {
    var broker = BrokerServer.start(directory, cores);
    try {
      int port = FreePorts.choose(1).get(0);
      List<String> main =
          List.of(BareKafka.class.getName(), broker.bootstrapServers(), Integer.toString(port));
      var server =
          ServerProcess.launch(
              cores.measured(ServerProcess.java(JVM, main)),
              JvmOptions.ENVIRONMENT,
              directory.resolve("bare-kafka.log"),
              ServerProcess.listening(port));
      return new BareKafkaSystem(broker, server, port);
    } catch (Exception e) {
      broker.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "bare Kafka";
  }

  @Override
  public HttpRequest request(String webhookUrl) {
    return JobRequest.of("http://127.0.0.1:" + port + "/jobs", "none", webhookUrl);
  }

  @Override
  public SequencedMap<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    pids.put("broker", broker.process().pid());
    pids.put("server", server.pid());
    return pids;
  }

  @Override
  public Optional<String> bootstrapServers() {
    return Optional.of(broker.bootstrapServers());
  }

  @Override
  public void close() {
    server.close();
    broker.close();
  }
}
