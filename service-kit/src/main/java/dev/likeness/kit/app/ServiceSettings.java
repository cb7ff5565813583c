package dev.likeness.kit.app;

import io.dropwizard.configuration.ConfigurationSourceProvider;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;

/**
 * Finds the YAML of a service, as a file or else inside its jar, and replaces {@code ${NAME}} and
 * {@code ${NAME:-default}} by settings: the environment's in a process of its own, given ones where
 * several services share a JVM. A name without setting and default is an error that names it.
 */
public final class ServiceSettings {
  private ServiceSettings() {}

  public static ConfigurationSourceProvider from(Map<String, String> settings) {
    var substitutor = new StringSubstitutor(settings);
    substitutor.setEnableUndefinedVariableException(true);
    return new SubstitutingSourceProvider(ServiceSettings::open, substitutor);
  }

  private static InputStream open(String path) throws IOException {
    if (Files.isRegularFile(Path.of(path))) {
      return Files.newInputStream(Path.of(path));
    }
    InputStream resource = new ResourceConfigurationSourceProvider().open(path);
    if (resource == null) {
      throw new FileNotFoundException(
          "there is no configuration " + path + ", neither as a file nor inside the service");
    }
    return resource;
  }
}
