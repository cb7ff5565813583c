package dev.likeness.callback.testing;

import dev.likeness.callback.webhook.DeliveryQueue;
import dev.likeness.callback.webhook.Endpoint;
import dev.likeness.callback.webhook.WebhookDelivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes what it is offered, keeps it, and makes no call. For one thread. */
public final class RecordingQueue implements DeliveryQueue {
  private final List<WebhookDelivery> taken = new ArrayList<>();
  private final Set<String> busyHosts = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private String poison = "none";
  private boolean full;

  public void setFull(boolean full) {
    this.full = full;
  }

  /** Offering this callback throws. */
  public void setPoison(String callbackId) {
    poison = callbackId;
  }

  public void setBusy(String host) {
    busyHosts.add(host);
  }

  public void setFree(String host) {
    busyHosts.remove(host);
  }

  public List<WebhookDelivery> taken() {
    return List.copyOf(taken);
  }

  @Override
  public Room roomFor(Endpoint endpoint) {
    if (full) {
      return Room.FULL;
    }
    return busyHosts.contains(endpoint.host()) ? Room.ENDPOINT_BUSY : Room.AVAILABLE;
  }

  @Override
  public boolean offer(WebhookDelivery delivery) {
    if (delivery.callbackId().equals(poison)) {
      throw new IllegalStateException("a test wants it");
    }
    if (roomFor(delivery.endpoint()) != Room.AVAILABLE
        || !seen.add(delivery.callbackId() + "/" + delivery.attemptNumber())) {
      return false;
    }
    return taken.add(delivery);
  }
}
