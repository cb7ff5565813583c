package dev.likeness.ingest.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.contract.Dollars;
import dev.likeness.ingest.catalogue.PriceList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answer of {@code GET /v1/phota/models}. */
record ModelsResponse(List<Model> models, List<Training> training) {

  /**
   * A base model.
   *
   * @param isDefault whether it is used when a request names none
   */
  record Model(
      String id, String name, @JsonProperty("default") boolean isDefault, List<Offer> operations) {}

  /**
   * What a base model can do.
   *
   * @param identity whether the workers that serve it keep profiles
   * @param note of those workers, for customers
   */
  record Offer(
      String operation,
      boolean served,
      boolean identity,
      String note,
      List<String> resolutions,
      @JsonProperty("aspect_ratios") List<String> aspectRatios,
      List<String> qualities,
      List<Price> prices) {}

  /** Of one output image. */
  record Price(
      String resolution,
      @Nullable String quality,
      @JsonProperty("price_micros") long priceMicros,
      @JsonProperty("price_usd") String priceUsd,
      @JsonProperty("identity_price_micros") long identityPriceMicros,
      @JsonProperty("identity_price_usd") String identityPriceUsd) {

    static Price of(String resolution, @Nullable String quality, PriceList.PerImage price) {
      return new Price(
          resolution,
          quality,
          price.unitMicros(),
          Dollars.amount(price.unitMicros()),
          price.identityUnitMicros(),
          Dollars.amount(price.identityUnitMicros()));
    }
  }

  /** A tier of training. */
  record Training(
      @JsonProperty("training_tier") String trainingTier,
      boolean served,
      String note,
      @JsonProperty("fewest_photos") int fewestPhotos,
      @JsonProperty("most_photos") int mostPhotos,
      @JsonProperty("price_micros") long priceMicros,
      @JsonProperty("price_usd") String priceUsd) {}
}
