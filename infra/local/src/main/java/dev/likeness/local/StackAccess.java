package dev.likeness.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Tells people, and scripts, how to reach a running stack. */
final class StackAccess {
  private final LocalStack stack;

  StackAccess(LocalStack stack) {
    this.stack = stack;
  }

  /** For a person: addresses, a key, and a line to paste. */
  void print(PrintStream out) throws IOException {
    Path photo = stack.directory().resolve("photo.jpg");
    Files.write(photo, DemoPhoto.jpeg());
    Path body = stack.directory().resolve("enhance.json");
    String image = Base64.getEncoder().encodeToString(Files.readAllBytes(photo));
    Files.writeString(
        body, "{\"image\":\"" + image + "\",\"async\":true,\"response_mode\":\"urls\"}");
    out.println();
    out.println("  API             " + stack.url() + "/v1/phota");
    out.println("  API key         " + stack.apiKey() + "   (account '" + stack.account() + "')");
    out.println("  Kafka           " + stack.bootstrapServers());
    out.println("  registry        " + stack.registryUrl());
    new TreeMap<>(stack.adminUrls())
        .forEach((name, url) -> out.printf("  %-15s %s%n", name + " admin", url));
    out.println("  data            " + stack.directory());
    out.println();
    out.println("Submit a photo, then GET the poll_url of the answer with the same key:");
    out.println();
    out.println(
        "  curl -sS -H 'X-API-Key: "
            + stack.apiKey()
            + "' -H 'Content-Type: application/json' --data @"
            + body
            + " "
            + stack.url()
            + "/v1/phota/enhance");
    out.println();
    out.println("Ctrl-C stops everything and removes the data.");
    out.flush();
  }

  /** For a script: the same as JSON; the file appears whole. */
  void writeTo(Path readyFile) throws IOException {
    Map<String, Object> access = new LinkedHashMap<>();
    access.put("base_url", stack.url() + "/v1/phota");
    access.put("api_key", stack.apiKey());
    access.put("account", stack.account());
    access.put("bootstrap_servers", stack.bootstrapServers());
    access.put("registry_url", stack.registryUrl());
    access.put("admin_urls", stack.adminUrls());
    access.put("data_dir", stack.directory().toString());
    Path absolute = readyFile.toAbsolutePath();
    Path beside = absolute.resolveSibling("." + absolute.getFileName() + ".incomplete");
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(beside.toFile(), access);
    Files.move(
        beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
