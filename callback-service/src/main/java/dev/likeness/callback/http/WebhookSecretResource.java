package dev.likeness.callback.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.callback.webhook.WebhookSecrets;
import dev.likeness.kit.auth.Account;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The secret with which a customer checks our webhooks. Thread safe. */
@Path("/v1/phota/webhook-secret")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookSecretResource {
  /**
   * {@code WebhookSecret} in the API.
   *
   * @param previous null until secrets can be rotated
   */
  public record Body(
      String secret,
      @JsonProperty("created_at") @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
      @Nullable Previous previous) {}

  /** A secret that still signs, beside the new one. */
  public record Previous(
      String secret,
      @JsonProperty("valid_until") @JsonFormat(shape = JsonFormat.Shape.STRING)
          Instant validUntil) {}

  private final WebhookSecrets secrets;

  public WebhookSecretResource(WebhookSecrets secrets) {
    this.secrets = secrets;
  }

  @GET
  public Response get(@Context SecurityContext security) {
    Account account = ApiKeyFilter.accountOf(security);
    return Response.ok(new Body(secrets.secretOf(account.id()), account.createdAt(), null))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
