package dev.likeness.ingest.http;

import dev.likeness.contract.Dollars;
import dev.likeness.ingest.catalogue.BaseModel;
import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.PriceList;
import dev.likeness.ingest.catalogue.PriceList.Item;
import dev.likeness.ingest.catalogue.ServedOperations;
import dev.likeness.ingest.catalogue.TrainingTier;
import dev.likeness.kit.http.Authenticated;
import dev.likeness.schema.v1.Operation;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code GET /v1/phota/models}: what can be asked for, from the catalogue; what it costs, from the
 * price list; and what is done here, from the workers.
 */
@Path("/v1/phota")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class ModelsResource {
  private final Catalogue catalogue;
  private final PriceList prices;
  private final ServedOperations served;

  public ModelsResource(Catalogue catalogue, PriceList prices, ServedOperations served) {
    this.catalogue = catalogue;
    this.prices = prices;
    this.served = served;
  }

  @GET
  @Path("models")
  public Object models() {
    return new ModelsResponse(
        catalogue.baseModels().stream().map(this::model).toList(),
        catalogue.tiers().stream().map(this::training).toList());
  }

  private ModelsResponse.Model model(BaseModel model) {
    Stream<ModelsResponse.Offer> pinned =
        catalogue.pinned().entrySet().stream()
            .filter(entry -> entry.getValue().baseModel().equals(model.id()))
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> pinned(model, entry.getKey(), entry.getValue().resolution()));
    return new ModelsResponse.Model(
        model.id(),
        model.name(),
        model.equals(catalogue.baseModels().getFirst()),
        Stream.concat(
                model.operations().stream().map(operation -> chosen(model, operation)), pinned)
            .toList());
  }

  private ModelsResponse.Offer chosen(BaseModel model, Operation operation) {
    List<ModelsResponse.Price> all =
        model.resolutions().stream()
            .flatMap(resolution -> prices(model, operation, resolution))
            .toList();
    return offer(
        model, operation, model.resolutions(), model.aspectRatios(), model.qualities(), all);
  }

  private Stream<ModelsResponse.Price> prices(
      BaseModel model, Operation operation, String resolution) {
    return model.qualities().isEmpty()
        ? Stream.of(
            ModelsResponse.Price.of(
                resolution,
                null,
                prices.perImage(new Item(operation, model.id(), resolution, "", ""))))
        : model.qualities().stream()
            .map(
                quality ->
                    ModelsResponse.Price.of(
                        resolution,
                        quality,
                        prices.perImage(new Item(operation, model.id(), resolution, quality, ""))));
  }

  private ModelsResponse.Offer pinned(BaseModel model, Operation operation, String resolution) {
    var price = ModelsResponse.Price.of(resolution, null, prices.perImage(Item.pinned(operation)));
    return offer(model, operation, List.of(resolution), List.of(), List.of(), List.of(price));
  }

  private ModelsResponse.Offer offer(
      BaseModel model,
      Operation operation,
      List<String> resolutions,
      List<String> aspectRatios,
      List<String> qualities,
      List<ModelsResponse.Price> all) {
    ServedOperations.Service service = served.of(operation, model.id());
    return new ModelsResponse.Offer(
        operation.name().toLowerCase(Locale.ROOT),
        service.served(),
        service.identity(),
        String.join(" ", service.notes()),
        resolutions,
        aspectRatios,
        qualities,
        all);
  }

  private ModelsResponse.Training training(TrainingTier tier) {
    ServedOperations.Service service = served.of(Operation.TRAIN, "");
    long micros = prices.perImage(Item.training(tier.id())).unitMicros();
    return new ModelsResponse.Training(
        tier.id(),
        service.served(),
        String.join(" ", service.notes()),
        tier.fewestPhotos(),
        tier.mostPhotos(),
        micros,
        Dollars.amount(micros));
  }
}
