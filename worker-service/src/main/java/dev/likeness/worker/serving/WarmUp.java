package dev.likeness.worker.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is run once before the first attempt, so that this meets loaded libraries and a
 * runtime that has its memory. What fails here keeps the worker from serving.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private record Step(String name, Runnable run) {}

  private final List<Step> steps = new ArrayList<>();

  /** Adds what is to be run once, in a shape that is usual. */
  void add(String name, Runnable run) {
    steps.add(new Step(name, run));
  }

  void run() {
    long begin = System.nanoTime();
    for (Step step : steps) {
      long beginStep = System.nanoTime();
      step.run().run();
      LOG.atDebug()
          .addKeyValue("step", step.name())
          .addKeyValue("millis", millisSince(beginStep))
          .log("warmed up a step");
    }
    LOG.atInfo().addKeyValue("millis", millisSince(begin)).log("warmed up");
  }

  private static long millisSince(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }
}
