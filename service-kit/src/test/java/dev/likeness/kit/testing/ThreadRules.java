package dev.likeness.kit.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What holds for the threads of every module. */
public final class ThreadRules {
  private ThreadRules() {}

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
