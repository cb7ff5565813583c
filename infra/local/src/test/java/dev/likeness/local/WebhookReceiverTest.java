package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.local.WebhookReceiver.Received;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReceiverTest {
  private static final String SECRET = "whsec_bm90IGEgc2VjcmV0";
  private static final byte[] BODY = "{\"status\":\"SUCCEEDED\"}".getBytes(StandardCharsets.UTF_8);

  /**
   * By {@code printf '{"status":"SUCCEEDED"}' | openssl dgst -sha256 -hmac whsec_bm90IGEgc2VjcmV0}.
   */
  private static final String SIGNATURE =
      "sha256=a0f01a919779d9fa091295252a525e8ed48ba62e13f43acff396b9d061d03c73";

  @Test
  void knowsAGenuineSignature() {
    assertThat(new Received(BODY, SIGNATURE, 0).isSignedWith(SECRET)).isTrue();
  }

  @Test
  void knowsAForgedOne() {
    assertThat(new Received(BODY, SIGNATURE, 0).isSignedWith("whsec_other")).isFalse();
    assertThat(new Received(new byte[] {'{', '}'}, SIGNATURE, 0).isSignedWith(SECRET)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sha256=", "a0f01a919779d9fa091295252a525e8ed48ba62e13f43acff396b9d061d03c73"})
  void knowsThatAnythingElseIsNoSignature(String signature) {
    assertThat(new Received(BODY, signature, 0).isSignedWith(SECRET)).isFalse();
  }

  @Test
  void takesWhatIsPosted() throws Exception {
    try (var receiver = new WebhookReceiver();
        var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(receiver.url())
              .header("X-Phota-Signature", SIGNATURE)
              .POST(BodyPublishers.ofByteArray(BODY))
              .build();

      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);

      Received received = receiver.await(10).orElseThrow();
      assertThat(received.body()).isEqualTo(BODY);
      assertThat(received.isSignedWith(SECRET)).isTrue();
      assertThat(receiver.await(0)).isEmpty();
    }
  }
}
