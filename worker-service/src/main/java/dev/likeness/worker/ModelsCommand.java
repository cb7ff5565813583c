package dev.likeness.worker;

import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.onnx.OnnxDevice;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.nio.file.Path;
import java.util.List;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;

/**
 * {@code models <yaml> list|check|warm|pin <directory>...}: what the packs in these directories
 * are; whether a worker of this configuration takes them; how long it needs until it is ready; and
 * writing down their digests. Ends with an error if a pack cannot be used.
 */
final class ModelsCommand extends ConfiguredCommand<WorkerConfiguration> {
  ModelsCommand() {
    super("models", "Lists, checks, warms up or pins the model packs in some directories.");
  }

  @Override
  public void configure(Subparser arguments) {
    super.configure(arguments);
    arguments.addArgument("action").choices("list", "check", "warm", "pin");
    arguments
        .addArgument("directory")
        .nargs("+")
        .help("directories of packs, the most important first");
  }

  @Override
  protected void run(
      Bootstrap<WorkerConfiguration> bootstrap,
      Namespace arguments,
      WorkerConfiguration configuration) {
    List<Path> directories = arguments.<String>getList("directory").stream().map(Path::of).toList();
    var report = new ModelsReport(directories, System.out);
    String action = arguments.getString("action");
    switch (action) {
      case "list" -> report.list();
      case "pin" -> report.pin();
      default -> {
        try (var device = OnnxDevice.open(WorkerApplication.device(configuration.device()))) {
          report.check(WorkerApplication.serving(configuration), device, action.equals("warm"));
        }
      }
    }
  }

  @Override
  public void onError(Cli cli, Namespace arguments, Throwable thrown) {
    if (thrown instanceof ModelException wrong) {
      cli.getStdErr().println("likeness: " + wrong.getMessage());
    } else {
      super.onError(cli, arguments, thrown);
    }
  }
}
