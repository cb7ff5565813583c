package dev.likeness.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.likeness.contract.Topics;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;
import dev.likeness.schema.v1.OutputFormat;
import dev.likeness.schema.v1.Price;
import dev.likeness.schema.v1.RemotePhoto;
import dev.likeness.schema.v1.ResponseMode;
import dev.likeness.schema.v1.Submit;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.ResourceConfigurationSourceProvider;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The baseline of {@link SubmitBench}: a Dropwizard resource that does nothing but parse the JSON
 * with Jackson, send the record that ingest would send, with the same producer, and wait for the
 * acknowledgement. A program of its own; settings as ingest's.
 */
public final class BareSubmit extends Application<Configuration> {
  private static final long PRICE_MICROS = 120_000;

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) throws Exception {
    new BareSubmit().run("server", "bare-submit.yml");
  }

  @Override
  protected void bootstrapLogging() {}

  @Override
  public void initialize(Bootstrap<Configuration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            new ResourceConfigurationSourceProvider(), new EnvironmentVariableSubstitutor()));
  }

  @Override
  public void run(Configuration configuration, Environment environment) {
    var kafka =
        new KafkaSection(
            System.getenv("LIKENESS_KAFKA_BOOTSTRAP"),
            System.getenv("LIKENESS_REGISTRY_URL"),
            Map.of());
    var producer = new KafkaClients(kafka, "bare").producer("commands");
    environment.lifecycle().manage(new AutoCloseableManager(producer));
    environment.jersey().register(new EnhanceResource(producer));
  }

  /** The body, as Jackson binds it. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Body(
      String image,
      @Nullable String prompt,
      int numOutputImages,
      String outputFormat,
      String responseMode,
      boolean async) {}

  /** The answer, as ingest gives it. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Handle(String jobId, String pollUrl, String status, String createdAt) {}

  /** The one resource. Thread safe. */
  @Path("/v1/phota/enhance")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public static final class EnhanceResource {
    private final Producer<String, SpecificRecord> producer;

    EnhanceResource(Producer<String, SpecificRecord> producer) {
      this.producer = producer;
    }

    @POST
    public Response submit(Body body) throws InterruptedException, ExecutionException {
      String job = UUID.randomUUID().toString().replace("-", "");
      Instant now = Instant.now();
      var command = command(job, body, now);
      var _ = producer.send(new ProducerRecord<>(Topics.JOB_COMMANDS.name(), job, command)).get();
      return Response.accepted(
              new Handle(
                  job, "http://127.0.0.1:8080/v1/phota/jobs/" + job, "QUEUED", now.toString()))
          .build();
    }

    private static JobCommand command(String job, Body body, Instant now) {
      return JobCommand.newBuilder()
          .setJobId(job)
          .setAccount("bench")
          .setAt(now)
          .setRequestId(job)
          .setCommand(
              Submit.newBuilder()
                  .setSpec(
                      JobSpec.newBuilder()
                          .setOperation(Operation.ENHANCE)
                          .setPrompt(body.prompt() == null ? "" : body.prompt())
                          .setOutputCount(body.numOutputImages())
                          .setOutputFormat(OutputFormat.JPG)
                          .setResponseMode(ResponseMode.URLS)
                          .build())
                  .setSources(List.of(new RemotePhoto(body.image())))
                  .setPrice(new Price(PRICE_MICROS, PRICE_MICROS, PRICE_MICROS))
                  .setLane(Lane.STANDARD)
                  .setFingerprint("f".repeat(64))
                  .setDeadline(now.plusSeconds(3_600))
                  .build())
          .build();
    }
  }
}
