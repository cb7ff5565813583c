package dev.likeness.ingest.images;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.ImageFetcher;
import dev.likeness.ingest.intake.UrlPolicy;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.net.HttpResult;
import java.net.URI;
import java.util.Optional;

/**
 * Fetches photos over the guarded client. Redirects are followed here, a few, each checked like the
 * URL that the customer gave. Thread safe; calls block, within the client's limit for each hop.
 */
public final class RemoteImageFetcher implements ImageFetcher {
  private static final int MOST_REDIRECTS = 3;
  private static final String SUBJECT = "The image URL";

  private final GuardedHttpClient client;
  private final UrlPolicy urls;

  public RemoteImageFetcher(GuardedHttpClient client, UrlPolicy urls) {
    this.client = client;
    this.urls = urls;
  }

  @Override
  public Fetched fetch(String url) {
    return fetch(url, MOST_REDIRECTS);
  }

  private Fetched fetch(String url, int redirectsLeft) {
    Optional<Refusal> objection = urls.objectionTo(SUBJECT, url);
    if (objection.isPresent()) {
      return new Fetched.Failed(objection.get());
    }
    URI uri = URI.create(url);
    return switch (client.get(uri)) {
      case HttpResult.NoAnswer none -> failed(none);
      case HttpResult.Answer answer -> fetched(uri, answer, redirectsLeft);
    };
  }

  private Fetched fetched(URI from, HttpResult.Answer answer, int redirectsLeft) {
    if (answer.status() == 200) {
      return new Fetched.Bytes(answer.body());
    }
    if (!isRedirect(answer.status())) {
      return unreachable("answered with status " + answer.status() + " instead of 200");
    }
    if (redirectsLeft == 0) {
      return unreachable("redirects more than " + MOST_REDIRECTS + " times");
    }
    Optional<String> target = answer.header("location").flatMap(to -> resolved(from, to));
    return target.isPresent()
        ? fetch(target.get(), redirectsLeft - 1)
        : unreachable("redirects to nowhere");
  }

  private static Optional<String> resolved(URI from, String location) {
    try {
      return Optional.of(from.resolve(location).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static Fetched failed(HttpResult.NoAnswer none) {
    return switch (none.reason()) {
      case ADDRESS_REFUSED ->
          failed(FailureCode.ADDRESS_NOT_ALLOWED, "leads to an address that is not public");
      case TOO_LARGE -> failed(FailureCode.PAYLOAD_TOO_LARGE, "cannot be used: " + none.detail());
      case UNKNOWN_HOST, CONNECTION_FAILED, TLS_FAILED, TIMED_OUT ->
          unreachable("could not be fetched: " + none.detail());
    };
  }

  private static Fetched unreachable(String predicate) {
    return failed(FailureCode.IMAGE_UNREACHABLE, predicate);
  }

  private static Fetched failed(FailureCode code, String predicate) {
    return new Fetched.Failed(Refusal.of(code, SUBJECT + " " + predicate + "."));
  }
}
