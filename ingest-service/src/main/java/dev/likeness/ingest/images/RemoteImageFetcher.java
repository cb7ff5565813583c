package dev.likeness.ingest.images;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.CustomerUrls.Checked;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.net.HttpResult;
import dev.likeness.kit.url.HttpUrl;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Fetches photos over the guarded client. Redirects are followed here, a few, each checked like the
 * URL that the customer gave; the limit is for all of them together. Thread safe; calls block.
 */
public final class RemoteImageFetcher implements ImageFetcher {
  private static final int MAX_REDIRECTS = 5;
  private static final String GIVEN = "The image URL";
  private static final String REDIRECTED = "The URL that the image URL redirects to";

  private final GuardedHttpClient client;
  private final CustomerUrls urls;
  private final Duration limit;

  /**
   * @param limit for one photo, redirects included, without what its body may take in addition
   */
  public RemoteImageFetcher(GuardedHttpClient client, CustomerUrls urls, Duration limit) {
    this.client = client;
    this.urls = urls;
    this.limit = limit;
  }

  @Override
  public Fetched fetch(String url) {
    return new Chase(System.nanoTime()).fetch(GIVEN, urls.check(url), MAX_REDIRECTS);
  }

  /** One fetch, through all its redirects. */
  private final class Chase {
    private final long begin;

    Chase(long begin) {
      this.begin = begin;
    }

    Fetched fetch(String subject, Checked checked, int redirectsLeft) {
      return switch (checked) {
        case Checked.Refused(var objection) ->
            new Fetched.Failed(
                Refusal.of(objection.code(), subject + " " + objection.predicate() + "."), false);
        case Checked.Accepted(var url) -> fetch(url, redirectsLeft);
      };
    }

    private Fetched fetch(HttpUrl url, int redirectsLeft) {
      return switch (client.get(url, limit.minusNanos(System.nanoTime() - begin))) {
        case HttpResult.NoAnswer none -> failed(none);
        case HttpResult.Answer answer -> fetched(url, answer, redirectsLeft);
      };
    }

    private Fetched fetched(HttpUrl from, HttpResult.Answer answer, int redirectsLeft) {
      int status = answer.status();
      if (isWhole(answer)) {
        return new Fetched.Bytes(answer.body());
      }
      if (!isRedirect(status)) {
        return unreachable(
            "answered with status " + status + " instead of 200", mayAnswerLater(status));
      }
      if (redirectsLeft == 0) {
        return unreachable("redirects more than " + MAX_REDIRECTS + " times", false);
      }
      Optional<String> location = answer.header("location").filter(to -> !to.isBlank());
      return location.isPresent()
          ? fetch(
              REDIRECTED, urls.checkRedirect(from, asWritten(location.get())), redirectsLeft - 1)
          : unreachable("redirects to nowhere", false);
    }
  }

  /**
   * Whether the body is all of the photo: also where a proxy changed something (203, RFC 9110
   * section 15.3.4), or a server calls the whole a part (206) though no part was asked for.
   */
  private static boolean isWhole(HttpResult.Answer answer) {
    int length = answer.body().length;
    return switch (answer.status()) {
      case 200, 203 -> true;
      case 206 ->
          answer
              .header("content-range")
              .filter(("bytes 0-" + (length - 1) + "/" + length)::equals)
              .isPresent();
      default -> false;
    };
  }

  private static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /** Headers are read as ISO 8859-1, but what is in use beside ASCII is UTF-8. */
  private static String asWritten(String location) {
    byte[] bytes = location.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return location;
    }
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
      case TOO_LARGE ->
          failed(FailureCode.PAYLOAD_TOO_LARGE, "cannot be used: " + none.detail(), false);
      case TLS_FAILED, BROKEN -> unreachable("could not be fetched: " + none.detail(), false);
      case NO_PUBLIC_ADDRESS, CONNECTION_FAILED, CONNECTION_WAS_CLOSED, TIMED_OUT ->
          unreachable("could not be fetched: " + none.detail(), true);
    };
  }

  private static Fetched unreachable(String predicate, boolean retryable) {
    return failed(FailureCode.IMAGE_UNREACHABLE, predicate, retryable);
  }

  private static Fetched failed(FailureCode code, String predicate, boolean retryable) {
    return new Fetched.Failed(Refusal.of(code, GIVEN + " " + predicate + "."), retryable);
  }
}
