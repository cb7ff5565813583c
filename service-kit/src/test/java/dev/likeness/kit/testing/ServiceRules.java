package dev.likeness.kit.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What the architecture tests of all modules ask alike. */
public final class ServiceRules {
  private ServiceRules() {}

  /** What decides is given time and chance, and never waits. */
  public static ArchRule coreIsGivenTimeAndChance(String... core) {
    return noClasses()
        .that()
        .resideInAnyPackage(core)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class);
  }

  /**
   * Whatever lives as long as the service is a {@code SupervisedThread}: it begins again by itself,
   * and health tells of it.
   *
   * @param except packages whose threads end, or catch whatever their work throws
   */
  public static ArchRule longLivedThreadsAreSupervised(String... except) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(except)
        .should()
        .callMethod(Thread.Builder.OfPlatform.class, "start", Runnable.class)
        .orShould()
        .callMethod(Thread.Builder.OfPlatform.class, "unstarted", Runnable.class)
        .orShould()
        .callMethod(Thread.Builder.OfVirtual.class, "start", Runnable.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .callMethod(
            ScheduledExecutorService.class,
            "scheduleWithFixedDelay",
            Runnable.class,
            long.class,
            long.class,
            TimeUnit.class);
  }
}
