package dev.likeness.ingest.catalogue;

import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.ServedOperation;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the workers can do now, as they say themselves. Thread safe if its source is. */
public final class ServedOperations {
  private final LiveWorkers workers;

  public ServedOperations(LiveWorkers workers) {
    this.workers = workers;
  }

  /**
   * How an operation is served, by all workers together.
   *
   * @param served whether any worker can do it
   * @param resolutions it is delivered in; empty if the operation has none
   * @param identity whether profiles are kept
   * @param notes what the workers say about it, for customers
   */
  public record Service(
      boolean served, List<String> resolutions, boolean identity, List<String> notes) {}

  /**
   * @param baseModel that is asked for; a worker that names none for the operation does it for all
   */
  public Service of(Operation operation, String baseModel) {
    List<ServedOperation> matching =
        workers
            .all()
            .flatMap(worker -> worker.getServes().stream())
            .filter(served -> served.getOperation() == operation)
            .filter(served -> isFor(served, baseModel))
            .toList();
    return new Service(
        !matching.isEmpty(),
        distinct(matching, served -> served.getResolutions().stream()),
        matching.stream().anyMatch(ServedOperation::getIdentity),
        distinct(matching, served -> Stream.of(served.getNote()).filter(n -> !n.isBlank())));
  }

  private static boolean isFor(ServedOperation served, String baseModel) {
    return served.getBaseModels().isEmpty() || served.getBaseModels().contains(baseModel);
  }

  private static List<String> distinct(
      List<ServedOperation> all, Function<ServedOperation, Stream<String>> part) {
    return all.stream().flatMap(part).distinct().sorted().toList();
  }
}
