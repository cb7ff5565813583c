package dev.likeness.local.kafka;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * First class of the registry's own JVM: watches the parent, then becomes the registry.
 *
 * <p>The registry is a Quarkus application that nobody compiles against, so its entry point is
 * looked up by name. Imports only the JDK: the rest of our class path is not there.
 */
final class RegistryProcess {
  private static final String ENTRY_POINT = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";

  private RegistryProcess() {}

  public static void main(String[] arguments) throws Throwable {
    ParentWatch.exitWhenParentEnds();
    MethodHandle registry =
        MethodHandles.publicLookup()
            .findStatic(
                Class.forName(ENTRY_POINT),
                "main",
                MethodType.methodType(void.class, String[].class));
    registry.invokeExact(arguments);
  }
}
