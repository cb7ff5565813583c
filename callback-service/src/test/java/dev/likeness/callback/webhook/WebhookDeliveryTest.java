package dev.likeness.callback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookDeliveryTest {
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
    assertThat(WebhookDelivery.endpointOf(url)).isEqualTo(endpoint);
  }
}
