package dev.likeness.callback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "https://customer.example/hook, https://customer.example/hook",
    "HTTPS://Customer.Example:443/hook?job=1, https://customer.example/hook",
    "https://customer.example, https://customer.example/",
    "https://customer.example:8443/hook, https://customer.example:8443/hook",
    "http://customer.example:80/hook, http://customer.example/hook",
    "http://customer.example:443/hook, http://customer.example:443/hook",
    "not a url, not a url",
    "mailto:someone@customer.example, mailto:someone@customer.example"
  })
  void anEndpointIsTheSameHoweverItIsWritten(String url, String endpoint) {
    Endpoint of = Endpoint.of("acme", url);

    assertThat(of).isEqualTo(new Endpoint("acme", endpoint));
    assertThat(Endpoint.parse(of.stored())).isEqualTo(of);
  }

  @ParameterizedTest
  @CsvSource({
    "https://customer.example/hook, https://customer.example",
    "http://customer.example:8080/, http://customer.example:8080",
    "not a url, not a url"
  })
  void manyEndpointsShareAHost(String url, String host) {
    assertThat(Endpoint.of("acme", url).host()).isEqualTo(host);
  }

  @Test
  void whatAnOlderVersionStoredBelongsToNobody() {
    assertThat(Endpoint.parse("https://customer.example"))
        .isEqualTo(new Endpoint("", "https://customer.example"));
  }
}
