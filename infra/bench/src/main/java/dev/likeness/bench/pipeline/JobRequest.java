package dev.likeness.bench.pipeline;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Base64;
import javax.imageio.ImageIO;

/** The one request of all systems: a tiny photo, and where to send the webhook. */
final class JobRequest {
  private static final int SIDE = 16;
  private static final int STEP = 0x0a0603; // from pixel to pixel, so that it is a picture
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PHOTO = Base64.getEncoder().encodeToString(png());

  private JobRequest() {}

  static HttpRequest of(String url, String apiKey, String webhookUrl) {
    String body =
        "{\"image\": \"%s\", \"async\": true, \"response_mode\": \"urls\", \"callback_url\": \"%s\"}"
            .formatted(PHOTO, webhookUrl);
    return HttpRequest.newBuilder(URI.create(url))
        .header("X-API-Key", apiKey)
        .header("Content-Type", "application/json")
        .timeout(LIMIT)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static byte[] png() {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, i * STEP);
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
