package dev.likeness.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.ApiKeyRecord;
import dev.likeness.schema.v1.RateLimit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link Accounts} keeps to that goes by records. */
public interface AccountsContract {
  Instant CREATED = Instant.parse("2026-11-20T00:00:00Z");

  Accounts accounts();

  /** What is written is known soon. */
  void write(AccountRecord record) throws Exception;

  void remove(String account) throws Exception;

  /** An account id of this test. */
  String id();

  @Test
  default void findsAnAccountByAnyOfItsKeys() throws Exception {
    write(account(key("first"), key("second")).build());

    await().until(() -> accounts().byId(id()).isPresent());
    assertThat(accounts().byApiKey(id() + "first"))
        .contains(new Caller(new Account(id(), CREATED, false, null), "id-first"));
    assertThat(accounts().byApiKey(id() + "second")).map(Caller::keyId).contains("id-second");
  }

  @Test
  default void knowsNobodyElse() throws Exception {
    write(account(key("first")).build());

    await().until(() -> accounts().byId(id()).isPresent());
    assertThat(accounts().byApiKey(id() + "first ")).isEmpty();
    assertThat(accounts().byApiKey("")).isEmpty();
    assertThat(accounts().byApiKey(new ApiKey(id() + "first").sha256())).isEmpty();
    assertThat(accounts().byId(id() + "x")).isEmpty();
  }

  @Test
  default void forgetsAKeyThatIsRevokedAndKeepsTheOthers() throws Exception {
    write(account(key("first"), key("second")).build());
    await().until(() -> accounts().byApiKey(id() + "first").isPresent());

    var revoked = ApiKeyRecord.newBuilder(key("first")).setRevokedAt(CREATED).build();
    write(account(revoked, key("second")).build());

    await().until(() -> accounts().byApiKey(id() + "first").isEmpty());
    assertThat(accounts().byApiKey(id() + "second")).isPresent();
  }

  @Test
  default void tellsOfSuspensionAndOfTheAccountsOwnRate() throws Exception {
    write(account(key("first")).setSuspended(true).setRateLimit(new RateLimit(0.5, 3)).build());

    await().until(() -> accounts().byApiKey(id() + "first").isPresent());
    assertThat(accounts().byApiKey(id() + "first"))
        .map(Caller::account)
        .contains(new Account(id(), CREATED, true, new RequestRate(0.5, 3)));
  }

  @Test
  default void aRateThatMakesNoSenseIsNone() throws Exception {
    write(account(key("first")).setRateLimit(new RateLimit(-1.0, 0)).build());

    await().until(() -> accounts().byId(id()).isPresent());
    assertThat(accounts().byId(id())).contains(new Account(id(), CREATED, false, null));
  }

  @Test
  default void forgetsAnAccountThatIsRemoved() throws Exception {
    write(account(key("first")).build());
    await().until(() -> accounts().byApiKey(id() + "first").isPresent());

    remove(id());

    await().until(() -> accounts().byId(id()).isEmpty());
    assertThat(accounts().byApiKey(id() + "first")).isEmpty();
  }

  private AccountRecord.Builder account(ApiKeyRecord... keys) {
    return AccountRecord.newBuilder()
        .setAccount(id())
        .setCreatedAt(CREATED)
        .setApiKeys(List.of(keys));
  }

  private ApiKeyRecord key(String name) {
    return new ApiKey(id() + name).record("id-" + name, name, CREATED);
  }
}
