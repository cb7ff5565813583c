package dev.likeness.worker.smoke;

import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.serving.ServingSettings;
import dev.likeness.worker.smoke.ModelComparison.Tolerance;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What to try.
 *
 * @param device to be compared with the CPU, and to be kept at work
 * @param models which packs
 * @param folder for photos and results; exists
 * @param slots attempts in progress at a time
 * @param time for which the queue is kept full
 * @param side of the made-up photos, in pixels
 * @param tolerance of the comparison
 */
record SmokeSettings(
    DeviceSettings device,
    ServingSettings models,
    Path folder,
    int slots,
    Duration time,
    int side,
    Tolerance tolerance) {}
