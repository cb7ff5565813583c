package dev.likeness.bench.pipeline;

import dev.likeness.bench.JvmOptions;
import dev.likeness.bench.ServerProcess;
import dev.likeness.local.kafka.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The broker of a measured system. Owns its process. */
record BrokerServer(ServerProcess process, String bootstrapServers) implements AutoCloseable {
  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dlogback.configurationFile=logback.xml");

  /**
   * @param directory for its data
   */
  static BrokerServer start(Path directory, Cores cores) throws IOException, InterruptedException {
    FreePorts ports = FreePorts.choose(2);
    List<String> main =
        List.of(
            "dev.likeness.local.kafka.LocalBrokerProcess",
            directory.resolve("broker").toString(),
            Integer.toString(ports.get(0)),
            Integer.toString(ports.get(1)));
    var process =
        ServerProcess.launch(
            cores.measured(ServerProcess.java(JVM, main)),
            JvmOptions.ENVIRONMENT,
            directory.resolve("broker.log"),
            ServerProcess.listening(ports.get(0)));
    return new BrokerServer(process, "127.0.0.1:" + ports.get(0));
  }

  @Override
  public void close() {
    process.close();
  }
}
