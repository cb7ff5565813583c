package dev.likeness.local.kafka.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link KafkaEndpoint}: one broker and one registry for all tests of a JVM, started
 * when a test first asks for it and stopped at the end of the run.
 *
 * <p>They run embedded, or in containers when the system property {@code likeness.containers} is
 * {@code true}; see {@link ContainerKafka} for the properties that choose images. As all tests
 * share them, topics and groups need names of their own: {@link TestTopics}.
 */
public final class KafkaExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(KafkaExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == KafkaEndpoint.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(RunningKafka.class, key -> start(), RunningKafka.class)
        .endpoint();
  }

  private static RunningKafka start() {
    return Boolean.getBoolean("likeness.containers") ? new ContainerKafka() : new EmbeddedKafka();
  }
}
