package dev.likeness.worker;

import com.codahale.metrics.health.HealthCheck;
import dev.likeness.worker.onnx.OnnxDevice;

/** Healthy as long as no run hangs; says on what models run, and why if not on what was asked. */
final class DeviceCheck extends HealthCheck {
  private final OnnxDevice device;

  DeviceCheck(OnnxDevice device) {
    this.device = device;
  }

  @Override
  protected Result check() {
    if (device.isHung()) {
      return Result.unhealthy("a model run hangs, the worker is about to end");
    }
    return Result.healthy(
        device
            .fallback()
            .map(reason -> device.provider() + ", because CUDA cannot be used: " + reason)
            .orElse(device.provider())
            // The message is a format.
            .replace("%", "%%"));
  }
}
