package dev.likeness.worker.testing;

import dev.likeness.worker.heif.HeifProcess;
import dev.likeness.worker.image.DecodeLimits;
import dev.likeness.worker.image.ImageDecoder;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an {@link ImageDecoder} for all formats, with the limits of every installation. Its
 * child process, whose start takes seconds, is one for all tests of a JVM: started when a test
 * first asks, ended with the run. Tests about the process itself start their own.
 */
public final class DecoderExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(DecoderExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ImageDecoder.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var process =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(
                HeifProcess.class,
                _ -> HeifProcess.start(DecodeLimits.standard()).orElseThrow(),
                HeifProcess.class);
    return new ImageDecoder(DecodeLimits.standard(), Optional.of(process), true);
  }
}
