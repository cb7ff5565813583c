package dev.likeness.bench.pipeline;

import dev.likeness.bench.ServerProcess;
import dev.likeness.local.kafka.FreePorts;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** BullMQ, a job queue for Node.js, on Redis: {@code infra/bench/javascript/bull-jobs.mjs}. */
final class BullSystem implements MeasuredSystem {
  private static final Path SCRIPTS =
      Path.of(System.getProperty("likeness.bench.javascript", "infra/bench/javascript"));
  private static final List<String> NEEDED = List.of("node", "npm", "redis-server");

  private final ServerProcess redis;
  private final ServerProcess node;
  private final int port;

  private BullSystem(ServerProcess redis, ServerProcess node, int port) {
    this.redis = redis;
    this.node = node;
    this.port = port;
  }

  /** What this machine lacks for it; installs the package if that is all. */
  static Optional<String> missing() throws InterruptedException {
    List<String> missing = NEEDED.stream().filter(name -> !Programs.isThere(name)).toList();
    if (!missing.isEmpty()) {
      return Optional.of(String.join(", ", missing));
    }
    if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
      try {
        Programs.run(
            SCRIPTS,
            List.of(
                "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"));
      } catch (IOException _) {
        return Optional.of("the package bullmq, which npm ci did not install");
      }
    }
    return Optional.empty();
  }

  /**
   * @param directory for data and logs
   */
  static BullSystem start(Path directory, Cores cores) throws Exception {
    FreePorts ports = FreePorts.choose(2);
    String redisPort = Integer.toString(ports.get(0));
    Path data = Files.createDirectories(directory.resolve("redis"));
    var redis =
        ServerProcess.launch(
            cores.measured(
                List.of(
                    "redis-server",
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    redisPort,
                    "--dir",
                    data.toString(),
                    "--save",
                    "",
                    "--appendonly",
                    "yes")),
            Map.of(),
            directory.resolve("redis.log"),
            ServerProcess.listening(ports.get(0)));
    try {
      var node =
          ServerProcess.launch(
              cores.measured(
                  List.of(
                      "node",
                      SCRIPTS.resolve("bull-jobs.mjs").toString(),
                      Integer.toString(ports.get(1)),
                      redisPort)),
              Map.of("NODE_ENV", "production"),
              directory.resolve("bull-jobs.log"),
              ServerProcess.listening(ports.get(1)));
      return new BullSystem(redis, node, ports.get(1));
    } catch (Exception e) {
      redis.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "BullMQ on Redis";
  }

  @Override
  public HttpRequest request(String webhookUrl) {
    return JobRequest.of("http://127.0.0.1:" + port + "/jobs", "none", webhookUrl);
  }

  @Override
  public SequencedMap<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    pids.put("redis", redis.pid());
    pids.put("node", node.pid());
    return pids;
  }

  @Override
  public Optional<String> bootstrapServers() {
    return Optional.empty();
  }

  @Override
  public void close() {
    node.close();
    redis.close();
  }
}
