package dev.likeness.worker;

import dev.likeness.schema.v1.LoadedPack;
import io.dropwizard.servlets.tasks.Task;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code POST /tasks/reload-packs} on the admin port: serves what the packs have now. Answers with
 * the packs that are served then, one in each line; or with status 500 and what is wrong, and
 * nothing has changed.
 */
final class ReloadTask extends Task {
  private final Supplier<List<LoadedPack>> reload;

  /**
   * @param reload gives the packs that are served then
   */
  ReloadTask(Supplier<List<LoadedPack>> reload) {
    super("reload-packs");
    this.reload = reload;
  }

  @Override
  public void execute(Map<String, List<String>> parameters, PrintWriter output) {
    for (LoadedPack pack : reload.get()) {
      output.printf("%s %s (%s)%n", pack.getName(), pack.getVersion(), pack.getLicense());
    }
  }
}
