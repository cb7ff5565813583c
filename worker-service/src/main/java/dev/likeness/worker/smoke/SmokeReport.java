package dev.likeness.worker.smoke;

import dev.likeness.worker.smoke.ModelComparison.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was found, for people and (as the JSON of this record) for machines. Numbers that a machine
 * does not tell are empty.
 *
 * @param provider CUDA or CPU: where the models ran
 * @param cores of this machine that the process may use
 * @param slots attempts in progress at a time
 * @param models each compared with the CPU
 * @param notRun operations that could not be tried, and why
 * @param withinTolerance whether all differences are as small as they should be
 * @param seconds for which the queue was kept full
 * @param images delivered in that time
 * @param imagesPerSecond delivered
 * @param deviceBusyShare of the time in which the thread of the device ran a model, 0 to 1
 * @param gpuPercent utilisation as the GPU's driver measured it
 * @param stageMillisPerImage time of a slot in each stage; "model" is with the wait for the device
 * @param residentMegabytes most memory of this process in RAM
 * @param gpuMegabytes most memory of the GPU in use, by everybody
 */
record SmokeReport(
    String provider,
    int cores,
    int slots,
    List<Difference> models,
    Map<String, String> notRun,
    boolean withinTolerance,
    double seconds,
    int images,
    double imagesPerSecond,
    double deviceBusyShare,
    Optional<Double> gpuPercent,
    Map<String, Double> stageMillisPerImage,
    Optional<Long> residentMegabytes,
    Optional<Long> gpuMegabytes) {
  private static final double BUSY_GOAL = .95;

  /** Several lines, the last without a line feed. */
  String text() {
    var lines = new ArrayList<String>();
    lines.add("models on " + provider + " against the CPU, in shares of the range of each output:");
    models.forEach(model -> lines.add(row(model)));
    notRun.forEach((operation, why) -> lines.add("  not tried: " + operation + ": " + why));
    lines.add(
        String.format(
            Locale.ROOT,
            "queue of %.0f s, %d slots, %d cores: %d images, %.2f images per second",
            seconds,
            slots,
            cores,
            images,
            imagesPerSecond));
    lines.add(busy());
    if (deviceBusyShare < BUSY_GOAL) {
      lines.add("  " + whatHoldsItBack());
    }
    lines.add("milliseconds of a slot for each image: " + stages());
    lines.add(
        "memory: "
            + residentMegabytes.map(mib -> mib + " MiB of RAM").orElse("not known here")
            + gpuMegabytes.map(mib -> ", " + mib + " MiB of the GPU (all processes)").orElse(""));
    return String.join("\n", lines);
  }

  private String busy() {
    String driver =
        gpuPercent
            .map(percent -> String.format(Locale.ROOT, "; nvidia-smi: %.0f %%", percent))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "device busy: %.1f %% of the time (goal %.0f %%)%s",
        deviceBusyShare * 100,
        BUSY_GOAL * 100,
        driver);
  }

  private static String row(Difference model) {
    if (!model.failure().isEmpty()) {
      return "  FAILED " + model.model() + ": " + model.failure();
    }
    if (model.runs() == 0) {
      return "  not needed by any job: " + model.model();
    }
    return String.format(
        Locale.ROOT,
        "  %-32s largest %.2e, mean %.2e; %.1f ms, CPU %.1f ms",
        model.model(),
        model.max(),
        model.mean(),
        model.millis(),
        model.cpuMillis());
  }

  /**
   * Slots that decode and encode keep the device waiting. One more than the numbers ask for,
   * because slots do not take turns evenly.
   */
  private String whatHoldsItBack() {
    double perImage = images == 0 ? 0 : seconds * 1000 / images;
    double device = perImage * deviceBusyShare;
    double beside =
        stageMillisPerImage.entrySet().stream()
            .filter(stage -> !stage.getKey().equals("model"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    return String.format(
        Locale.ROOT,
        "an image takes %.1f ms of the device and %.1f ms beside it: about %.0f slots, each with a"
            + " core, keep the device busy (LIKENESS_WORKER_SLOTS)",
        device,
        beside,
        Math.ceil(1 + beside / Math.max(device, .1)) + 1);
  }

  private String stages() {
    var text = new StringBuilder();
    stageMillisPerImage.forEach(
        (stage, millis) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %.1f", stage, millis)));
    return text.toString();
  }
}
