package dev.likeness.ingest.catalogue;

import static dev.likeness.ingest.catalogue.Parameters.BASE_MODEL;
import static dev.likeness.ingest.catalogue.Parameters.QUALITY;
import static dev.likeness.ingest.catalogue.Parameters.RESOLUTION;
import static dev.likeness.ingest.catalogue.Parameters.TRAINING_TIER;

import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.Price;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What jobs cost: one price for every item. Immutable. */
public record PriceList(Map<Item, PerImage> items) {
  public PriceList {
    items = Map.copyOf(items);
  }

  /** What is bought. A part that the operation does not know is empty. */
  public record Item(
      Operation operation, String baseModel, String resolution, String quality, String tier) {

    /**
     * @param parameters complete: nothing that the operation needs is left out
     */
    public static Item of(Operation operation, Map<String, String> parameters) {
      return new Item(
          operation,
          parameters.getOrDefault(BASE_MODEL, ""),
          parameters.getOrDefault(RESOLUTION, ""),
          parameters.getOrDefault(QUALITY, ""),
          parameters.getOrDefault(TRAINING_TIER, ""));
    }

    public static Item pinned(Operation operation) {
      return new Item(operation, "", "", "", "");
    }

    public static Item training(String tier) {
      return new Item(Operation.TRAIN, "", "", "", tier);
    }

    /** Every item that {@code catalogue} makes possible. */
    public static Set<Item> allOf(Catalogue catalogue) {
      var items = new LinkedHashSet<Item>();
      catalogue.pinned().keySet().forEach(operation -> items.add(pinned(operation)));
      catalogue.tiers().forEach(tier -> items.add(training(tier.id())));
      catalogue.baseModels().forEach(model -> addAll(model, items));
      return items;
    }

    private static void addAll(BaseModel model, Set<Item> items) {
      List<String> qualities = model.qualities().isEmpty() ? List.of("") : model.qualities();
      for (Operation operation : model.operations()) {
        for (String resolution : model.resolutions()) {
          for (String quality : qualities) {
            items.add(new Item(operation, model.id(), resolution, quality, ""));
          }
        }
      }
    }
  }

  /**
   * Price of one output image - or of one profile -, in micro-dollars.
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

  /**
   * @throws IllegalArgumentException if the item is not in the list
   */
  public PerImage perImage(Item item) {
    PerImage price = items.get(item);
    if (price == null) {
      throw new IllegalArgumentException("no price for " + item);
    }
    return price;
  }

  /**
   * The price of a job; the highest amount that it can cost is reserved.
   *
   * @param outputs images to deliver
   * @param identity whether profiles are named
   */
  public Price priceOf(Item item, int outputs, boolean identity) {
    PerImage per = perImage(item);
    long highest = identity ? per.identityUnitMicros() : per.unitMicros();
    return Price.newBuilder()
        .setUnitMicros(per.unitMicros())
        .setIdentityUnitMicros(per.identityUnitMicros())
        .setReservedMicros(Math.multiplyExact(highest, outputs))
        .build();
  }
}
