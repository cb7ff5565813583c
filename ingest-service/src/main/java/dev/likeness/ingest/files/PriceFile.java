package dev.likeness.ingest.files;

import dev.likeness.ingest.catalogue.BaseModel;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.PriceList;
import dev.likeness.ingest.catalogue.PriceList.Item;
import dev.likeness.ingest.catalogue.PriceList.PerImage;
import dev.likeness.ingest.catalogue.TrainingTier;
import dev.likeness.schema.v1.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads prices: the operator's file, or {@code prices.yml} of the service. Everything in the
 * catalogue needs a price, and nothing else may have one, so that a mistyped name is found at the
 * start and not on a bill.
 */
public final class PriceFile {
  private static final String NAME = "prices.yml";
  private static final String WITHOUT = "without_identity";
  private static final String WITH = "with_identity";
  private static final List<String> BOTH = List.of(WITHOUT, WITH);
  private static final String TOKENS = "tokens";
  private static final long MILLION = 1_000_000;

  private final Map<Item, PerImage> items = new HashMap<>();

  private PriceFile() {}

  /**
   * @param place path of the operator's file; blank for the service's own
   * @throws IllegalArgumentException saying which entry is wrong and what is expected
   */
  public static PriceList read(String place, Catalogue catalogue) {
    var reading = new PriceFile();
    FileEntry file = FileEntry.read(place, NAME);
    List<Operation> pinned = catalogue.pinned().keySet().stream().sorted().toList();
    file.holding(
        Stream.concat(pinned.stream().map(PriceFile::lower), Stream.of("train", "base_models"))
            .toList());
    pinned.forEach(
        operation ->
            reading.items.put(Item.pinned(operation), perImage(file.entry(lower(operation)))));
    reading.readTraining(file.entry("train"), catalogue.tiers());
    reading.readModels(file.entry("base_models"), catalogue.baseModels());
    return new PriceList(reading.items);
  }

  private void readTraining(FileEntry train, List<TrainingTier> tiers) {
    train.holding(tiers.stream().map(TrainingTier::id).toList());
    for (TrainingTier tier : tiers) {
      long price = train.whole(tier.id(), 0);
      items.put(Item.training(tier.id()), new PerImage(price, price));
    }
  }

  private void readModels(FileEntry models, List<BaseModel> known) {
    models.holding(known.stream().map(BaseModel::id).toList());
    for (BaseModel model : known) {
      FileEntry prices = models.entry(model.id());
      if (prices.has(TOKENS)) {
        readTokens(prices.holding(List.of(TOKENS)).entry(TOKENS), model);
      } else {
        readFlat(prices, model);
      }
    }
  }

  private void readFlat(FileEntry prices, BaseModel model) {
    prices.holding(model.operations().stream().map(PriceFile::lower).toList());
    for (Operation operation : model.operations()) {
      FileEntry byResolution = prices.entry(lower(operation)).holding(model.resolutions());
      for (String resolution : model.resolutions()) {
        put(model, operation, resolution, perImage(byResolution.entry(resolution)));
      }
    }
  }

  /** The same price whatever the quality is. */
  private void put(BaseModel model, Operation operation, String resolution, PerImage price) {
    List<String> qualities = model.qualities().isEmpty() ? List.of("") : model.qualities();
    for (String quality : qualities) {
      items.put(new Item(operation, model.id(), resolution, quality, ""), price);
    }
  }

  /** Tokens in and out, each with its price, and what is added to both. */
  private void readTokens(FileEntry tokens, BaseModel model) {
    long in = tokens.whole("micros_per_million_input_tokens", 0);
    long out = tokens.whole("micros_per_million_output_tokens", 0);
    FileEntry added = tokens.entry("added").holding(BOTH);
    FileEntry inputs =
        tokens
            .entry("input_tokens")
            .holding(model.operations().stream().map(PriceFile::lower).toList());
    FileEntry outputs = tokens.entry("output_tokens").holding(model.resolutions());
    for (String resolution : model.resolutions()) {
      FileEntry byQuality = outputs.entry(resolution).holding(model.qualities());
      for (String quality : model.qualities()) {
        for (Operation operation : model.operations()) {
          long estimate =
              Math.ceilDiv(
                  Math.addExact(
                      Math.multiplyExact(in, inputs.whole(lower(operation), 0)),
                      Math.multiplyExact(out, byQuality.whole(quality, 0))),
                  MILLION);
          items.put(
              new Item(operation, model.id(), resolution, quality, ""),
              perImage(
                  added,
                  Math.addExact(estimate, added.whole(WITHOUT, 0)),
                  Math.addExact(estimate, added.whole(WITH, 0))));
        }
      }
    }
  }

  private static PerImage perImage(FileEntry entry) {
    entry.holding(BOTH);
    return perImage(entry, entry.whole(WITHOUT, 0), entry.whole(WITH, 0));
  }

  private static PerImage perImage(FileEntry entry, long without, long with) {
    if (with < without) {
      throw entry.wrong("must not be lower with identity than without");
    }
    return new PerImage(without, with);
  }

  private static String lower(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }
}
