package dev.likeness.callback.webhook;

/**
 * Where attempts go that are due. Bounded, and nothing here blocks: it is called from stream
 * threads. What is not taken stays due and is offered again; that uses up no attempt. Thread safe.
 */
public interface DeliveryQueue {
  /** Whether an attempt would be taken now. */
  enum Room {
    AVAILABLE,
    /** This endpoint, its account or its host has all the calls running that it may have. */
    ENDPOINT_BUSY,
    /** Nothing is taken now, whatever its endpoint. */
    FULL
  }

  Room roomFor(Endpoint endpoint);

  /**
   * Takes an attempt, unless there is no room, or the same attempt was taken not long ago: then its
   * outcome is on its way.
   */
  boolean offer(WebhookDelivery delivery);
}
