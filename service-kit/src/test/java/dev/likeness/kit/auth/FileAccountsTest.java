package dev.likeness.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.likeness.kit.auth.FileAccounts.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileAccountsTest {
  private static final Instant CREATED = Instant.parse("2026-11-20T00:00:00Z");

  /** By {@code printf key-of-acme | sha256sum}. */
  private static final String HASH =
      "689febd264f8b977e29c0fdb75f839eb248ba07d1561b14f2b95f42756943245";

  @TempDir private Path directory;

  @Test
  void keepsKeysAsTheirHash() {
    assertThat(FileAccounts.hashOf("key-of-acme")).isEqualTo(HASH);
  }

  @Test
  void findsAnAccountByAnyOfItsKeys() {
    var accounts =
        new FileAccounts(
            List.of(
                entry("acme", HASH, FileAccounts.hashOf("second")),
                entry("other", FileAccounts.hashOf("third")),
                entry("without-keys")));

    assertThat(accounts.byApiKey("key-of-acme")).contains(new Account("acme", CREATED));
    assertThat(accounts.byApiKey("second")).contains(new Account("acme", CREATED));
    assertThat(accounts.byApiKey("third")).map(Account::id).contains("other");
    assertThat(accounts.byId("without-keys")).map(Account::createdAt).contains(CREATED);
    assertThat(accounts.ids()).containsExactlyInAnyOrder("acme", "other", "without-keys");
  }

  @Test
  void knowsNobodyElse() {
    var accounts = new FileAccounts(List.of(entry("acme", HASH)));

    assertThat(accounts.byApiKey("key-of-acme ")).isEmpty();
    assertThat(accounts.byApiKey("")).isEmpty();
    assertThat(accounts.byApiKey(HASH)).isEmpty();
    assertThat(accounts.byId("ACME")).isEmpty();
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Path file = directory.resolve("accounts.json");

    FileAccounts.write(file, List.of(entry("acme", HASH)));

    assertThat(file).content().contains("2026-11-20T00:00:00Z").contains(HASH);
    assertThat(FileAccounts.read(file).byApiKey("key-of-acme"))
        .contains(new Account("acme", CREATED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{}",
        "[{\"account\":\"acme\",\"api_key_sha256\":[]}]",
        "[{\"account\":\"acme\",\"created_at\":\"yesterday\",\"api_key_sha256\":[]}]",
        "[{\"account\":\"acme\",\"created_at\":\"2026-11-20T00:00:00Z\",\"api_keys\":[]}]"
      })
  void namesTheFileThatItCannotRead(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("accounts.json"), content);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileAccounts.read(file))
        .withMessage("cannot read the accounts file " + file);
  }

  @Test
  void namesTheFileThatIsNotThere() {
    Path file = directory.resolve("nothing.json");

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> FileAccounts.read(file))
        .withMessageContaining(file.toString());
  }

  @Test
  void refusesAnAccountOrAKeyThatStandsTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileAccounts(List.of(entry("acme"), entry("acme"))))
        .withMessage("account acme stands twice in the accounts file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileAccounts(List.of(entry("acme", HASH), entry("other", HASH))))
        .withMessage("a key of account other stands twice in the accounts file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Acme", "a.b", "a/b", "-a", "a_b", "rejected"})
  void refusesAnIdThatCannotBePartOfTopicsAndBlobKeys(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileAccounts(List.of(entry(id))))
        .withMessageContaining("'" + id + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "key-of-acme",
        "689FEBD264F8B977E29C0FDB75F839EB248BA07D1561B14F2B95F42756943245"
      })
  void refusesAKeyThatIsNoHashWithoutRepeatingIt(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FileAccounts(List.of(entry("acme", key))))
        .withMessage(
            "a key of account acme is not given by the 64 lowercase hex digits of its SHA-256");
  }

  private static Entry entry(String account, String... hashes) {
    return new Entry(account, CREATED, List.of(hashes));
  }
}
