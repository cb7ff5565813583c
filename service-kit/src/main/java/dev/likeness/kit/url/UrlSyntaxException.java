package dev.likeness.kit.url;

/**
 * A text is no URL that a customer may give us. The message ends a sentence: "is not a URL: ...".
 */
public final class UrlSyntaxException extends Exception {
  private static final long serialVersionUID = 1;

  UrlSyntaxException(String predicate) {
    super(predicate);
  }
}
