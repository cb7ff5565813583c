package dev.likeness.callback.http;

import dev.likeness.callback.query.InternalListings;
import dev.likeness.callback.query.ListingStores;
import dev.likeness.contract.AvroSerdes;
import dev.likeness.kit.http.TakesQuery;
import dev.likeness.schema.v1.ListingAnswer;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.PartitionListing;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * What partitions of this instance hold, in the wire format: 200, or 503 if one of them cannot be
 * read here now. For peers; only they are let in. Thread safe.
 */
@Path(InternalListings.PATH)
@TakesQuery(anything = true) // a newer service may say more
public final class InternalListingResource {
  private final ListingStores stores;
  private final Deserializer<ListingQuestion> questions;
  private final Serializer<SpecificRecord> answers;

  public InternalListingResource(ListingStores stores, AvroSerdes serdes) {
    this.stores = stores;
    this.questions = serdes.deserializer(ListingQuestion.class);
    this.answers = serdes.serializer();
  }

  @POST
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  public Response look(byte[] body) {
    ListingQuestion question;
    try {
      question = questions.deserialize(InternalListings.QUESTION_SERDE_TOPIC, body);
    } catch (SerializationException e) {
      return Response.status(Response.Status.BAD_REQUEST).build();
    }
    return stores
        .look(question)
        .map(this::found)
        .orElseGet(
            () ->
                Response.status(Response.Status.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, Answers.ASK_AGAIN_SECONDS)
                    .build());
  }

  private Response found(List<PartitionListing> partitions) {
    byte[] answer =
        answers.serialize(InternalListings.ANSWER_SERDE_TOPIC, new ListingAnswer(partitions));
    return Response.ok(answer, MediaType.APPLICATION_OCTET_STREAM).build();
  }
}
