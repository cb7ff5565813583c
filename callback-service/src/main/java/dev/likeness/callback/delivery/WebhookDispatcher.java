package dev.likeness.callback.delivery;

import dev.likeness.callback.webhook.AttemptLog;
import dev.likeness.callback.webhook.DeliveryMetrics;
import dev.likeness.callback.webhook.DeliveryQueue;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.callback.webhook.WebhookDelivery;
import dev.likeness.callback.webhook.WebhookException;
import dev.likeness.schema.v1.CallbackAttempt;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts, each on a virtual thread of its own, as many at a time as there are places. An
 * attempt counts as made once its outcome is recorded; if that fails, or the process dies, the
 * schedule offers it again: at least once. Thread safe.
 */
public final class WebhookDispatcher implements DeliveryQueue, Managed, AutoCloseable {

  /**
   * How many attempts run at a time.
   *
   * @param all of all accounts, which share them fairly
   * @param ofHost to one host and port, likewise
   * @param ofEndpoint to one endpoint
   */
  public record Limits(int all, int ofHost, int ofEndpoint) {}

  private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

  private final WebhookCall call;
  private final AttemptLog log;
  private final InstantSource clock;
  private final DeliveryMetrics metrics;
  private final Slots slots;
  private final ExecutorService threads;
  private volatile boolean stopping;

  /**
   * @param limits attempts at a time
   */
  public WebhookDispatcher(
      WebhookCall call,
      AttemptLog log,
      InstantSource clock,
      DeliveryMetrics metrics,
      Limits limits) {
    this.call = call;
    this.log = log;
    this.clock = clock;
    this.metrics = metrics;
    this.slots = new Slots(limits);
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());
    metrics.watchRunning(slots::running);
  }

  @Override
  public Room roomFor(Endpoint endpoint) {
    return stopping ? Room.FULL : slots.roomFor(endpoint);
  }

  @Override
  public boolean offer(WebhookDelivery delivery) {
    String attempt = delivery.callbackId() + "/" + delivery.attemptNumber();
    Endpoint endpoint = delivery.endpoint();
    if (stopping || !slots.take(endpoint, attempt, clock.instant())) {
      return false;
    }
    threads.execute(
        () -> {
          try {
            attempt(delivery);
          } finally {
            slots.release(endpoint, attempt, clock.instant());
          }
        });
    return true;
  }

  /** Takes no more attempts; lets those that run finish, for a while. */
  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    if (!slots.awaitNone(STOP_LIMIT)) {
      LOG.atWarn()
          .addKeyValue("running", slots.running())
          .log("webhooks still running at stop; they will be sent again");
    }
    threads.shutdownNow();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(WebhookDelivery delivery) {
    try {
      var attempt = make(delivery);
      metrics.attempted(attempt.getOutcome(), Duration.ofMillis(attempt.getDurationMs()));
      log.record(attempt);
    } catch (RuntimeException | Error e) { // no attempt is on record: it is offered again
      metrics.attemptLost();
      LOG.atError()
          .addKeyValue("jobId", delivery.jobId())
          .addKeyValue("attempt", delivery.attemptNumber())
          .setCause(e)
          .log("webhook attempt lost, will be made again");
    }
  }

  /** A fault of ours in one delivery is an attempt too, else it would be made again for ever. */
  private CallbackAttempt make(WebhookDelivery delivery) {
    try {
      return call.make(delivery);
    } catch (WebhookException e) {
      throw e; // passes, and says nothing about this delivery
    } catch (RuntimeException | Error e) {
      LOG.atError()
          .addKeyValue("jobId", delivery.jobId())
          .addKeyValue("attempt", delivery.attemptNumber())
          .setCause(e)
          .log("a webhook attempt failed unexpectedly");
      return call.failed(delivery);
    }
  }
}
