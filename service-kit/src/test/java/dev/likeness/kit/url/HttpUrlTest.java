package dev.likeness.kit.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Photos.EXAMPLE, https://photos.example/",
    "https://photos.example:443/a, https://photos.example/a",
    "http://photos.example:80/a, http://photos.example/a",
    "https://photos.example:08443/a, https://photos.example:8443/a",
    "https://photos.example:/a, https://photos.example/a",
    "https://photos.example?q=1, https://photos.example/?q=1",
    "https://photos.example/a#part, https://photos.example/a",
    "https://photos.example/\u65E5\u672C\u8A9E, https://photos.example/%E6%97%A5%E6%9C%AC%E8%AA%9E",
    "https://photos.example/caf\u00E9?q=\u00E9, https://photos.example/caf%C3%A9?q=%C3%A9",
    "https://photos.example/\uD83D\uDE00, https://photos.example/%F0%9F%98%80",
    "https://photos.example/a b|c\"<>^`{}, https://photos.example/a%20b%7Cc%22%3C%3E%5E%60%7B%7D",
    "https://photos.example/%e6%97%a5%2F, https://photos.example/%e6%97%a5%2F",
    "https://photos.example/a?x[]=1&y=a b, https://photos.example/a?x[]=1&y=a%20b",
    "https://photos.example/a[1].jpg, https://photos.example/a%5B1%5D.jpg",
    "'https://photos.example/!$&''()*+,;=:@-._~', 'https://photos.example/!$&''()*+,;=:@-._~'",
    "https://B\u00FCcher.example/, https://xn--bcher-kva.example/",
    "https://\u4F8B\u3048.\u30C6\u30B9\u30C8/, https://xn--r8jz45g.xn--zckzah/",
    "https://\u043F\u0440\u0438\u043C\u0435\u0440\u3002example/, https://xn--e1afmkfd.example/",
    "https://my_bucket.photos.example/, https://my_bucket.photos.example/",
    "https://[2606:4700::ABCD]:8443/, https://[2606:4700::abcd]:8443/"
  })
  void hasOneFormForWhatCustomersWrite(String written, String form) throws Exception {
    assertThat(HttpUrl.parse(written)).hasToString(form);
    assertThat(HttpUrl.parse(form)).as("its form is its own").hasToString(form);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://photos.example/%",
        "https://photos.example/%4",
        "https://photos.example/%zz",
        "https://photos.example/%\uFF14\uFF11",
        "https://photos.example/a\\b",
        "https://photos.example\\@other.example/",
        "https://photos.example/\uD83D",
        "https://photos.example/a\tb",
        "https://photos.example/a\r\nHost: other",
        "https://photos.example:80:80/",
        "https://photos.example:8o/",
        "https://pho tos.example/",
        "https://pho%74os.example/",
        "https://stra\u00DFe.example/",
        "https://a\u200Db.example/",
        "https://.example/",
        "https://[::1",
        "https://[photos.example]/",
        "https://[fe80::1%25eth0]/",
        "https:photos.example/",
        "https:/photos.example/",
        "javascript:alert(1)"
      })
  void isNothingElse(String text) {
    assertThatExceptionOfType(UrlSyntaxException.class).isThrownBy(() -> HttpUrl.parse(text));
  }

  /** RFC 3986 section 5.4, as far as it is about http. */
  @ParameterizedTest
  @CsvSource({
    "https://b/x, https://b/x",
    "g, https://a/b/c/g",
    "./g, https://a/b/c/g",
    "g/, https://a/b/c/g/",
    "/g, https://a/g",
    "//g, https://g/",
    "?y, https://a/b/c/d;p?y",
    "g?y, https://a/b/c/g?y",
    "#s, https://a/b/c/d;p?q",
    "g#s, https://a/b/c/g",
    ";x, https://a/b/c/;x",
    "'', https://a/b/c/d;p?q",
    "., https://a/b/c/",
    "./, https://a/b/c/",
    ".., https://a/b/",
    "../, https://a/b/",
    "../g, https://a/b/g",
    "../../g, https://a/g",
    "../../../g, https://a/g",
    "/./g, https://a/g",
    "/../g, https://a/g",
    "g., https://a/b/c/g.",
    "..g, https://a/b/c/..g",
    "./g/., https://a/b/c/g/",
    "g/../h, https://a/b/c/h",
    "g?y/../x, https://a/b/c/g?y/../x",
    "a b|c.jpg, https://a/b/c/a%20b%7Cc.jpg"
  })
  void resolvesWhatARedirectSays(String reference, String meant) throws Exception {
    assertThat(HttpUrl.parse("https://a/b/c/d;p?q").resolve(reference)).hasToString(meant);
  }

  @Test
  void hasAnEndpointWithoutItsQuery() throws Exception {
    var url = HttpUrl.parse("https://Hooks.example:443/catch/1/2?token=x");

    assertThat(url.endpoint()).isEqualTo("https://hooks.example/catch/1/2");
    assertThat(url.origin()).isEqualTo("https://hooks.example");
  }
}
