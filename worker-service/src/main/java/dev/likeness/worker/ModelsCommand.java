package dev.likeness.worker;

import dev.likeness.worker.face.FaceDetector;
import dev.likeness.worker.face.FaceEmbedder;
import dev.likeness.worker.face.FaceReader;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import io.dropwizard.core.cli.Command;
import io.dropwizard.core.setup.Bootstrap;
import java.io.PrintStream;
import java.nio.file.Path;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code models list <directory>} says what a pack is and under what licence; {@code models check
 * <directory>} also verifies every file and loads what has an adapter. Ends with an error if the
 * pack cannot be used.
 */
final class ModelsCommand extends Command {
  ModelsCommand() {
    super("models", "Lists or checks the model pack in a directory.");
  }

  @Override
  public void configure(Subparser arguments) {
    arguments.addArgument("action").choices("list", "check");
    arguments.addArgument("directory");
  }

  @Override
  public void run(Bootstrap<?> bootstrap, Namespace arguments) {
    Path directory = Path.of(arguments.getString("directory"));
    run(directory, arguments.getString("action").equals("check"), System.out);
  }

  /**
   * Prints what is found.
   *
   * @throws ModelException if the pack cannot be used
   */
  static void run(Path directory, boolean check, PrintStream out) {
    ModelPack pack = ModelPack.directory(directory);
    out.printf("%s %s%n", pack.id(), pack.version());
    out.printf(
        "licence: %s (%s)%n",
        pack.license(), pack.commercial() ? "commercial use allowed" : "NO COMMERCIAL USE");
    for (String role : pack.roles()) {
      out.printf("%s: adapter %s%n", role, pack.adapter(role));
      if (check) {
        ModelFile file = pack.file(role);
        out.printf("  SHA-256 %s as expected%n", file.sha256());
      }
    }
    if (check && pack.has(FaceDetector.ROLE) && pack.has(FaceEmbedder.ROLE)) {
      try (var device = OnnxDevice.open(DeviceSettings.cpu(1));
          var reader = FaceReader.load(pack, device)) {
        out.printf("faces: loaded, embedding space %s%n", reader.space());
      }
    }
  }
}
