package dev.likeness.callback.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.likeness.callback.webhook.AccountSecrets;
import dev.likeness.callback.webhook.SecretsInForce;
import dev.likeness.callback.webhook.TooManyRotationsException;
import dev.likeness.callback.webhook.WebhookException;
import dev.likeness.contract.FailureCode;
import dev.likeness.kit.auth.Account;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.http.ApiKeyFilter;
import dev.likeness.kit.http.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret with which a customer checks our webhooks, and its change. Thread safe. */
@Path("/v1/phota/webhook-secret")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public final class WebhookSecretResource {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookSecretResource.class);

  /**
   * {@code WebhookSecret} in the API.
   *
   * @param createdAt of the first secret: when the account was opened
   * @param previous null unless it still signs
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

  private final AccountSecrets secrets;
  private final InstantSource clock;

  public WebhookSecretResource(AccountSecrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  @GET
  public Response get(@Context SecurityContext security) {
    Account account = ApiKeyFilter.accountOf(security);
    return respond(secrets.inForce(account.id()), account);
  }

  /** Answers 503 when it cannot be said whether the secret was changed: look, then ask again. */
  @POST
  @Path("rotate")
  public Response rotate(@Context SecurityContext security) {
    Account account = ApiKeyFilter.accountOf(security);
    try {
      return respond(secrets.rotate(account.id()), account);
    } catch (TooManyRotationsException e) {
      return tooMany(Duration.between(clock.instant(), e.possibleFrom()));
    } catch (WebhookException e) {
      LOG.atWarn().setCause(e).log("webhook secret not rotated");
      throw new RefusalException(
          FailureCode.UNAVAILABLE,
          "The secret may not have been changed: get it, and if it is the old one, ask again.");
    }
  }

  private static Response tooMany(Duration wait) {
    long seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    Response refusal =
        Answers.refused(
            FailureCode.RATE_LIMITED,
            "The secret was changed so often that another change would end one of those that are"
                + " still promised to sign; try again in "
                + seconds
                + " s.");
    return Response.fromResponse(refusal).header(HttpHeaders.RETRY_AFTER, seconds).build();
  }

  private static Response respond(SecretsInForce secrets, Account account) {
    var previous =
        secrets.previous().map(last -> new Previous(last.secret(), last.validUntil())).orElse(null);
    var body =
        new Body(secrets.current(), secrets.createdAt().orElseGet(account::createdAt), previous);
    return Response.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
