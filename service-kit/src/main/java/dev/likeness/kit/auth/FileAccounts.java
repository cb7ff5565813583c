package dev.likeness.kit.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.likeness.contract.Sha256;
import dev.likeness.contract.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Accounts from a JSON file, read once: {@code [{"account": "acme", "created_at":
 * "2026-11-20T00:00:00Z", "api_key_sha256": ["<64 hex digits>"]}]}. The file holds no key, only
 * hashes. Immutable.
 */
public final class FileAccounts implements Accounts {
  /** One account as it stands in the file. */
  public record Entry(
      @JsonProperty(required = true) String account,
      @JsonProperty(value = "created_at", required = true) Instant createdAt,
      @JsonProperty(value = "api_key_sha256", required = true) List<String> apiKeySha256) {}

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Map<String, Account> byKeyHash = new HashMap<>();
  private final Map<String, Account> byId = new HashMap<>();

  /**
   * @throws IllegalArgumentException if an account or a key stands there twice, or has another form
   *     than above
   */
  public FileAccounts(List<Entry> entries) {
    for (Entry entry : entries) {
      var account = new Account(checkedId(entry.account()), entry.createdAt());
      if (byId.put(account.id(), account) != null) {
        throw new IllegalArgumentException(
            "account " + account.id() + " stands twice in the accounts file");
      }
      for (String hash : entry.apiKeySha256()) {
        if (byKeyHash.put(checkedHash(account, hash), account) != null) {
          throw new IllegalArgumentException(
              "a key of account " + account.id() + " stands twice in the accounts file");
        }
      }
    }
  }

  /**
   * @throws UncheckedIOException if the file cannot be read or is not of the form above
   */
  public static FileAccounts read(Path file) {
    try {
      return new FileAccounts(mapper().readValue(file.toFile(), new TypeReference<>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the accounts file " + file, e);
    }
  }

  /** Writes {@code entries} as {@link #read} wants them. */
  public static void write(Path file, List<Entry> entries) throws IOException {
    mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), entries);
  }

  /** The form in which a key is stored and compared. */
  public static String hashOf(String apiKey) {
    return Sha256.hex(apiKey.getBytes(StandardCharsets.UTF_8));
  }

  /** Every account's id. */
  public Set<String> ids() {
    return Set.copyOf(byId.keySet());
  }

  /** Looks the key up by its hash, so the time taken tells nothing about the key. */
  @Override
  public Optional<Account> byApiKey(String apiKey) {
    return Optional.ofNullable(byKeyHash.get(hashOf(apiKey)));
  }

  @Override
  public Optional<Account> byId(String accountId) {
    return Optional.ofNullable(byId.get(accountId));
  }

  private static String checkedId(String id) {
    if (Topics.accountOfSubmissions(Topics.submissions(id).name()).isEmpty()) {
      throw new IllegalArgumentException(
          "an account's id is of lowercase letters, digits and hyphens, not '" + id + "'");
    }
    return id;
  }

  private static String checkedHash(Account account, String hash) {
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          "a key of account "
              + account.id()
              + " is not given by the 64 lowercase hex digits of its SHA-256");
    }
    return hash;
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder()
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .build();
  }
}
