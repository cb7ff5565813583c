package dev.likeness.ingest.images;

import static dev.likeness.kit.testing.hostile.HostileAnswers.answer;
import static dev.likeness.kit.testing.hostile.HostileAnswers.redirect;
import static dev.likeness.kit.testing.hostile.HostileAnswers.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.contract.FailureCode;
import dev.likeness.ingest.photos.ImageFetcher.Fetched;
import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.net.AddressPolicy;
import dev.likeness.kit.net.CustomerUrls;
import dev.likeness.kit.net.GuardedHttpClient;
import dev.likeness.kit.testing.hostile.HostileAnswers;
import dev.likeness.kit.testing.hostile.HostileServer;
import dev.likeness.kit.testing.hostile.HostileServer.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteImageFetcherTest {
  private static final int LARGEST = 1_000;
  private static final byte[] PHOTO = {1, 2, 3};

  private final AddressPolicy policy = new AddressPolicy(List.of("127.0.0.1/32"));
  private final GuardedHttpClient client =
      new GuardedHttpClient(
          policy,
          new GuardedHttpClient.Limits(
              Duration.ofSeconds(1), Duration.ofSeconds(1), 1_000_000, LARGEST, 4));
  private final RemoteImageFetcher fetcher =
      new RemoteImageFetcher(client, new CustomerUrls(policy), Duration.ofMillis(800));
  private final HostileServer web = new HostileServer();

  @BeforeEach
  void start() {
    web.on("/photo", answer(200, Map.of(), PHOTO))
        .on("/huge", answer(200, Map.of(), new byte[LARGEST + 1]))
        .on("/broken", status(503))
        .on("/busy", status(429))
        .on("/missing", status(404))
        .on("/empty", status(204))
        .on("/nowhere", status(302))
        .on("/moved", redirect("/photo"))
        .on("/circle", redirect("/circle"))
        .on("/inside", redirect("https://127.0.0.2/metadata"))
        .on("/file", redirect("file:///etc/passwd"))
        .on("/mail", redirect("http://127.0.0.1:25/"))
        .on("/endless", HostileAnswers.endlessHeaderLine())
        .on(
            "/slow-chain",
            conversation -> {
              var _ = new CountDownLatch(1).await(350, TimeUnit.MILLISECONDS);
              redirect("/slow-chain").to(conversation);
            });
  }

  @AfterEach
  void stop() {
    client.close();
    web.close();
  }

  @ParameterizedTest
  @CsvSource({"/photo", "/moved"})
  void fetchesAPhotoAlsoBehindARedirect(String path) {
    assertThat(bytes(path)).isEqualTo(PHOTO);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void followsAFewRedirects(int redirects) {
    for (int hop = 1; hop < redirects; hop++) {
      web.on("/hop" + hop, redirect("/hop" + (hop + 1)));
    }
    web.on("/hop" + redirects, redirect("/photo"));

    assertThat(bytes("/hop1")).isEqualTo(PHOTO);
  }

  @Test
  void followsNoMoreThanAFew() {
    for (int hop = 1; hop < 6; hop++) {
      web.on("/hop" + hop, redirect("/hop" + (hop + 1)));
    }
    web.on("/hop6", redirect("/photo"));

    assertThat(refusal(web.url("/hop1")).detail())
        .isEqualTo("The image URL redirects more than 5 times.");
  }

  @ParameterizedTest
  @CsvSource({
    "?x=1, /album/photo?x=1",
    "other.jpg, /album/other.jpg",
    "../other.jpg, /other.jpg",
    "/a b|c.jpg, /a%20b%7Cc.jpg",
    "/\u00E9.jpg, /%C3%A9.jpg",
    "/%C3%A9.jpg#part, /%C3%A9.jpg"
  })
  void followsWhatARedirectMeans(String location, String target) {
    String asSent =
        new String(location.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    var redirecting = redirect(asSent);
    web.on(
        "/album/photo",
        conversation ->
            (conversation.request().target().contains("?")
                    ? answer(200, Map.of(), PHOTO)
                    : redirecting)
                .to(conversation));

    var _ = fetcher.fetch(web.url("/album/photo"));

    assertThat(web.requests().stream().map(Request::target))
        .containsExactly("/album/photo", target);
  }

  @ParameterizedTest
  @CsvSource({"203, ''", "206, bytes 0-2/3"})
  void takesAWholePhotoWhateverItIsCalled(int status, String range) {
    web.on("/whole", answer(status, Map.of("Content-Range", range), PHOTO));

    assertThat(bytes("/whole")).isEqualTo(PHOTO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 0-2/4", "bytes 1-3/4", "bytes 0-2/*", ""})
  void aPartOfAPhotoIsNone(String range) {
    web.on("/part", answer(206, Map.of("Content-Range", range), PHOTO));

    assertThat(refusal(web.url("/part")).detail())
        .isEqualTo("The image URL answered with status 206 instead of 200.");
  }

  @ParameterizedTest
  @CsvSource({
    "/missing, IMAGE_UNREACHABLE",
    "/empty, IMAGE_UNREACHABLE",
    "/nowhere, IMAGE_UNREACHABLE",
    "/circle, IMAGE_UNREACHABLE",
    "/endless, IMAGE_UNREACHABLE",
    "/huge, PAYLOAD_TOO_LARGE",
    "/inside, ADDRESS_NOT_ALLOWED",
    "/mail, ADDRESS_NOT_ALLOWED",
    "/file, INVALID_REQUEST"
  })
  void saysWhyThereIsNoPhoto(String path, FailureCode code) {
    Refusal refusal = refusal(web.url(path));

    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.detail()).startsWith("The ").contains("image URL ").endsWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "/broken, true",
    "/busy, true",
    "/slow-chain, true",
    "/missing, false",
    "/circle, false",
    "/endless, false",
    "/huge, false",
    "/inside, false"
  })
  void tellsWhetherAnotherTryMayHelp(String path, boolean retryable) {
    assertThat(fetcher.fetch(web.url(path)))
        .isInstanceOfSatisfying(
            Fetched.Failed.class, failed -> assertThat(failed.retryable()).isEqualTo(retryable));
  }

  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.2/photo, ADDRESS_NOT_ALLOWED",
    "https://10.0.0.1/photo, ADDRESS_NOT_ALLOWED",
    "http://169.254.169.254/latest, ADDRESS_NOT_ALLOWED",
    "https://[::1]/photo, ADDRESS_NOT_ALLOWED",
    "https://user:password@127.0.0.1/photo, INVALID_REQUEST",
    "ftp://127.0.0.1/photo, INVALID_REQUEST",
    "https://127.0.0.1:99999999/, INVALID_REQUEST",
    "not a url, INVALID_REQUEST"
  })
  void refusesWhatMustNotBeCalled(String url, FailureCode code) {
    assertThat(refusal(url).code()).isEqualTo(code);
  }

  @Test
  void saysThatNobodyAnswers() {
    String url = web.url("/photo");
    web.close();

    assertThat(refusal(url).code()).isEqualTo(FailureCode.IMAGE_UNREACHABLE);
  }

  private byte[] bytes(String path) {
    Fetched fetched = fetcher.fetch(web.url(path));
    assertThat(fetched).isInstanceOf(Fetched.Bytes.class);
    return ((Fetched.Bytes) fetched).bytes();
  }

  private Refusal refusal(String url) {
    Fetched fetched = fetcher.fetch(url);
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).refusal();
  }
}
