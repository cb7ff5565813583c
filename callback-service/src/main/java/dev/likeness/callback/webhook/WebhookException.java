package dev.likeness.callback.webhook;

/** What delivery needs does not work; another try may. */
public final class WebhookException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WebhookException(String message, Throwable cause) {
    super(message, cause);
  }
}
