package dev.likeness.kit.auth;

import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.ApiKeyRecord;
import dev.likeness.schema.v1.RateLimit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as their records say, found by id and by API key. Reading is thread safe; changes are
 * one thread's.
 */
public final class AccountDirectory implements Accounts {
  private final Map<String, Account> byId = new ConcurrentHashMap<>();
  private final Map<String, Caller> byKeyHash = new ConcurrentHashMap<>();

  /** Takes the place of what was known of the account. */
  public void put(AccountRecord record) {
    String id = record.getAccount();
    var account =
        new Account(id, record.getCreatedAt(), record.getSuspended(), rate(record.getRateLimit()));
    var callers = new HashMap<String, Caller>();
    for (ApiKeyRecord key : record.getApiKeys()) {
      if (key.getRevokedAt() == null) {
        callers.put(key.getSha256(), new Caller(account, key.getKeyId()));
      }
    }
    byId.put(id, account);
    byKeyHash.putAll(callers); // first the valid ones, so that none is missed for a moment
    byKeyHash.entrySet().removeIf(e -> isOf(e.getValue(), id) && !callers.containsKey(e.getKey()));
  }

  /** Forgets the account and its keys. */
  public void remove(String accountId) {
    byKeyHash.values().removeIf(caller -> isOf(caller, accountId));
    byId.remove(accountId);
  }

  /** Looks the key up by its hash, so the time taken tells nothing about the key. */
  @Override
  public Optional<Caller> byApiKey(String apiKey) {
    return Optional.ofNullable(byKeyHash.get(new ApiKey(apiKey).sha256()));
  }

  @Override
  public Optional<Account> byId(String accountId) {
    return Optional.ofNullable(byId.get(accountId));
  }

  private static boolean isOf(Caller caller, String accountId) {
    return caller.account().id().equals(accountId);
  }

  /** A limit that makes no sense limits as the deployment does: a reader cannot refuse a record. */
  private static @Nullable RequestRate rate(@Nullable RateLimit limit) {
    return limit != null && RequestRate.isValid(limit.getRequestsPerSecond(), limit.getBurst())
        ? new RequestRate(limit.getRequestsPerSecond(), limit.getBurst())
        : null;
  }
}
