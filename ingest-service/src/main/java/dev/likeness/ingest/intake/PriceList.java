package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Price;
import java.util.Map;
import java.util.Optional;

/**
 * What jobs cost. An operation without a price is not offered here. Immutable.
 *
 * @param operations prices by operation
 */
public record PriceList(Map<Operation, PerImage> operations) {
  public PriceList {
    operations = Map.copyOf(operations);
  }

  /**
   * Price of one output image, in micro-dollars.
   *
   * @param unitMicros without identity
   * @param identityUnitMicros when a profile was recognised in it
   */
  public record PerImage(long unitMicros, long identityUnitMicros) {
    public PerImage {
      if (unitMicros < 0 || identityUnitMicros < unitMicros) {
        throw new IllegalArgumentException(
            "a price must not be negative, nor lower with identity than without");
      }
    }
  }

  public boolean offers(Operation operation) {
    return operations.containsKey(operation);
  }

  /**
   * The price of {@code work}; the highest amount that it can cost is reserved. Empty if the
   * operation is not offered.
   */
  public Optional<Price> priceOf(Work work) {
    return Optional.ofNullable(operations.get(work.operation())).map(per -> price(per, work));
  }

  private static Price price(PerImage per, Work work) {
    long highest = work.profileIds().isEmpty() ? per.unitMicros() : per.identityUnitMicros();
    return Price.newBuilder()
        .setUnitMicros(per.unitMicros())
        .setIdentityUnitMicros(per.identityUnitMicros())
        .setReservedMicros(highest * work.outputCount())
        .build();
  }
}
