package dev.likeness.callback.streams;

import dev.likeness.callback.state.PendingDelivery;
import dev.likeness.schema.v1.CallbackAttempt;
import dev.likeness.schema.v1.CallbackDue;
import dev.likeness.schema.v1.CallbackOutcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What records change in what is kept of a webhook; empty if nothing. Any of them may come again,
 * and then change nothing. Pure.
 *
 * <p>An attempt whose webhook is not known is kept all the same: its announcement was lost with the
 * process and is read again after it.
 */
final class DeliveryFold {
  /** Of a webhook that is over: so long it may be announced again. */
  static final Duration KEPT_WHEN_OVER = Duration.ofDays(1);

  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

  private DeliveryFold() {}

  /** Whether it can be attempted: it is not over, and was announced. */
  static boolean isOpen(PendingDelivery delivery) {
    return !delivery.getOver() && !delivery.getUrl().isEmpty();
  }

  /** The first announcement counts, with its body. */
  static Optional<PendingDelivery> begin(Optional<PendingDelivery> known, CallbackDue due) {
    if (known.filter(delivery -> delivery.getOver() || isOpen(delivery)).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        PendingDelivery.newBuilder()
            .setJobId(due.getJobId())
            .setAccount(due.getAccount())
            .setCallbackId(due.getCallbackId())
            .setUrl(due.getUrl())
            .setBody(due.getBody())
            .setAttemptsMade(known.map(PendingDelivery::getAttemptsMade).orElse(0))
            .setNextAttemptAt(known.map(PendingDelivery::getNextAttemptAt).orElseGet(due::getAt))
            .build());
  }

  static Optional<PendingDelivery> attempted(
      Optional<PendingDelivery> known, CallbackAttempt attempt) {
    boolean isOver = attempt.getOutcome() != CallbackOutcome.RETRY;
    if (known.filter(delivery -> wasCounted(delivery, attempt, isOver)).isPresent()) {
      return Optional.empty();
    }
    var after =
        known
            .map(PendingDelivery::newBuilder)
            .orElseGet(() -> unannounced(attempt))
            .setAttemptsMade(attempt.getAttemptNumber());
    return Optional.of(
        isOver
            ? after
                .setOver(true)
                .setUrl("")
                .setBody(NO_BODY)
                .setNextAttemptAt(attempt.getAt().plus(KEPT_WHEN_OVER))
                .build()
            : after.setNextAttemptAt(nextOf(attempt)).build());
  }

  /** Made twice, as can happen around a restart: the first record of it set the schedule. */
  private static boolean wasCounted(
      PendingDelivery delivery, CallbackAttempt attempt, boolean isOver) {
    return delivery.getOver()
        || (!isOver && attempt.getAttemptNumber() <= delivery.getAttemptsMade());
  }

  private static PendingDelivery.Builder unannounced(CallbackAttempt attempt) {
    return PendingDelivery.newBuilder()
        .setJobId(attempt.getJobId())
        .setAccount(attempt.getAccount())
        .setCallbackId(attempt.getCallbackId())
        .setUrl("")
        .setBody(NO_BODY);
  }

  private static Instant nextOf(CallbackAttempt attempt) {
    return attempt.getNextAttemptAt() == null ? attempt.getAt() : attempt.getNextAttemptAt();
  }
}
