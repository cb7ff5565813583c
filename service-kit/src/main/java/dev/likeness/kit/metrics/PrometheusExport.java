package dev.likeness.kit.metrics;

import io.dropwizard.core.setup.Environment;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The service's Dropwizard metrics as Prometheus text, at {@code /prometheus} on the admin port.
 */
public final class PrometheusExport {
  private PrometheusExport() {}

  /** Uses a registry of its own, so that several services can live in one JVM. */
  public static void install(Environment environment) {
    var registry = new PrometheusRegistry();
    registry.register(new DropwizardExports(environment.metrics()));
    environment
        .admin()
        .addServlet("prometheus", new PrometheusMetricsServlet(registry))
        .addMapping("/prometheus");
  }
}
