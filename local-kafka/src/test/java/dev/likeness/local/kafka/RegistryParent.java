package dev.likeness.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that launches a registry, tells its process id, and waits to be killed. */
final class RegistryParent {

  private RegistryParent() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    LocalRegistry registry =
        LocalRegistry.launch(
            new LocalRegistryConfig(
                Path.of(arguments[0]), Path.of(arguments[1]), FreePorts.choose(1).get(0)));
    Path draft = Path.of(arguments[2] + ".draft");
    Files.writeString(draft, Long.toString(registry.pid()));
    Files.move(draft, Path.of(arguments[2]));
    new CountDownLatch(1).await();
  }
}
