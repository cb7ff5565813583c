package dev.likeness.local;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the one {@link ApiStack} of the run; started when first asked for. */
final class ApiStackExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ApiStackExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ApiStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(ApiStack.class, _ -> start(), ApiStack.class);
  }

  /** Data stays in the build folder: it explains a failure. */
  private static ApiStack start() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      return ApiStack.start(Files.createTempDirectory(target, "api-stack-"));
    } catch (Exception e) { // whatever a part's start threw
      throw new AssertionError("the stack did not start", e);
    }
  }
}
