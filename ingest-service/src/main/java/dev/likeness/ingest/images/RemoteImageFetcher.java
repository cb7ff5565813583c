package dev.likeness.ingest.images;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.intake.UrlPolicy;
import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.net.HttpResult;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches photos over the guarded client. Redirects are followed here, a few, each checked like the
 * URL that the customer gave; the limit is for all of them together. Thread safe; calls block.
 */
public final class RemoteImageFetcher implements ImageFetcher {
  private static final int MOST_REDIRECTS = 3;
  private static final String SUBJECT = "The image URL";

  private final GuardedHttpClient client;
  private final UrlPolicy urls;
  private final Duration limit;

  /**
   * @param limit for one photo, redirects included
   */
  public RemoteImageFetcher(GuardedHttpClient client, UrlPolicy urls, Duration limit) {
    this.client = client;
    this.urls = urls;
    this.limit = limit;
  }

  @Override
  public Fetched fetch(String url) {
    return new Chase(System.nanoTime()).fetch(url, MOST_REDIRECTS);
  }

  /** One fetch, through all its redirects. */
  private final class Chase {
    private final long begin;

    Chase(long begin) {
      this.begin = begin;
    }

    Fetched fetch(String url, int redirectsLeft) {
      Optional<Refusal> objection = urls.objectionTo(SUBJECT, url);
      if (objection.isPresent()) {
        return new Fetched.Failed(objection.get(), false);
      }
      URI uri = URI.create(url);
      return switch (client.get(uri, limit.minusNanos(System.nanoTime() - begin))) {
        case HttpResult.NoAnswer none -> failed(none);
        case HttpResult.Answer answer -> fetched(uri, answer, redirectsLeft);
      };
    }

    private Fetched fetched(URI from, HttpResult.Answer answer, int redirectsLeft) {
      int status = answer.status();
      if (status == 200) {
        return new Fetched.Bytes(answer.body());
      }
      if (!isRedirect(status)) {
        return unreachable(
            "answered with status " + status + " instead of 200", mayAnswerLater(status));
      }
      if (redirectsLeft == 0) {
        return unreachable("redirects more than " + MOST_REDIRECTS + " times", false);
      }
      Optional<String> target = answer.header("location").flatMap(to -> resolved(from, to));
      return target.isPresent()
          ? fetch(target.get(), redirectsLeft - 1)
          : unreachable("redirects to nowhere", false);
    }
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

  /** Timeout, too early, too many requests, and faults of the host itself. */
  private static boolean mayAnswerLater(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  /**
   * A host that is not known now may be known in a moment: from here, trouble with name servers
   * looks the same as a name that nobody has.
   */
  private static Fetched failed(HttpResult.NoAnswer none) {
    return switch (none.reason()) {
      case ADDRESS_REFUSED ->
          failed(FailureCode.ADDRESS_NOT_ALLOWED, "leads to an address that is not public", false);
      case TOO_LARGE ->
          failed(FailureCode.PAYLOAD_TOO_LARGE, "cannot be used: " + none.detail(), false);
      case TLS_FAILED -> unreachable("could not be fetched: " + none.detail(), false);
      case UNKNOWN_HOST, CONNECTION_FAILED, TIMED_OUT ->
          unreachable("could not be fetched: " + none.detail(), true);
    };
  }

  private static Fetched unreachable(String predicate, boolean retryable) {
    return failed(FailureCode.IMAGE_UNREACHABLE, predicate, retryable);
  }

  private static Fetched failed(FailureCode code, String predicate, boolean retryable) {
    return new Fetched.Failed(Refusal.of(code, SUBJECT + " " + predicate + "."), retryable);
  }
}
