package dev.likeness.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The whole stack in this JVM, with the hosts of the document's examples beside it on loopback:
 * {@code photos.example.com} serves a photo under every name, {@code hooks.example.com} takes
 * webhooks. Owns all of it.
 */
final class ApiStack implements AutoCloseable {
  private static final byte[] LOOPBACK_OF_PHOTOS = {127, 77, 0, 2};

  private final HttpServer photos;
  private final WebhookReceiver hooks;
  private final LocalStack stack;
  private final ApiDescription description;

  private ApiStack(HttpServer photos, WebhookReceiver hooks, LocalStack stack) throws IOException {
    this.photos = photos;
    this.hooks = hooks;
    this.stack = stack;
    var question = new RawHttp.Request("GET", "/v1/phota/openapi.json", List.of(), new byte[0]);
    this.description = new ApiDescription(http().send(question).orElseThrow().body());
  }

  static ApiStack start(Path directory) throws Exception {
    byte[] photo = photo();
    var photos =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_OF_PHOTOS), 0), 0);
    photos.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, photo.length);
            exchange.getResponseBody().write(photo);
          }
        });
    photos.start();
    var settings =
        Map.of(
            "LIKENESS_ALLOWED_IMAGE_RANGES",
            InetAddress.getByAddress(LOOPBACK_OF_PHOTOS).getHostAddress() + "/32");
    return new ApiStack(
        photos, new WebhookReceiver(), LocalStack.start(directory, settings, System.err::println));
  }

  RawHttp http() {
    return new RawHttp(stack.url());
  }

  LocalStack stack() {
    return stack;
  }

  ApiDescription description() {
    return description;
  }

  WebhookReceiver hooks() {
    return hooks;
  }

  /** The example with hosts that are there. */
  JsonNode here(JsonNode example) {
    String text =
        example
            .toString()
            .replace(
                "https://photos.example.com",
                "http:/" + photos.getAddress()) // an address begins with a slash
            .replace("https://hooks.example.com/likeness", hooks.url().toString());
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new AssertionError("still JSON", e);
    }
  }

  @Override
  public void close() {
    stack.close();
    hooks.close();
    photos.stop(0);
  }

  private static byte[] photo() throws IOException {
    var image = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(40, 30, 15), 96, 64, new Color(150, 110, 70)));
    graphics.fillRect(0, 0, 96, 64);
    graphics.dispose();
    var bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "jpg", bytes)) {
      throw new IOException("this Java cannot write JPEG");
    }
    return bytes.toByteArray();
  }
}
