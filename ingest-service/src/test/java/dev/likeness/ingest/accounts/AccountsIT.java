package dev.likeness.ingest.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.contract.Credit;
import dev.likeness.contract.Topics;
import dev.likeness.kit.auth.RequestRate;
import dev.likeness.kit.kafka.KafkaClients;
import dev.likeness.kit.kafka.KafkaSection;
import dev.likeness.kit.kafka.TopicAccounts;
import dev.likeness.local.kafka.testing.KafkaEndpoint;
import dev.likeness.local.kafka.testing.KafkaExtension;
import dev.likeness.local.kafka.testing.TestTopics;
import dev.likeness.schema.v1.AccountRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.sourceforge.argparse4j.ArgumentParsers;
import net.sourceforge.argparse4j.inf.ArgumentParserException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The words of the command line on a real broker and registry. */
@ExtendWith(KafkaExtension.class)
@Timeout(60)
class AccountsIT {
  private static final int PARTITIONS = 2;

  private final String id = TestTopics.uniqueName("acme");
  private final KafkaClients clients;
  private final AccountBook book;

  AccountsIT(KafkaEndpoint kafka) {
    clients =
        new KafkaClients(
            new KafkaSection(kafka.bootstrapServers(), kafka.registryUrl(), Map.of()), "test");
    book = new AccountBook(clients, PARTITIONS, InstantSource.system(), new Random());
  }

  @AfterEach
  void close() {
    book.close();
  }

  @Test
  void opensAnAccountThatCanCallAndSubmitByTopicAndHasCredit() throws Exception {
    String printed = run("create", id, "--credit", "12.50", "--key-label", "first");

    String key = line(printed, "API key").split(" ")[0];
    assertThat(key).matches("lk_[0-9a-f]{40}");
    assertThat(line(printed, "available")).isEqualTo("$12.50");
    var accounts = new TopicAccounts(clients);
    accounts.start();
    try {
      assertThat(accounts.byApiKey(key)).map(caller -> caller.account().id()).contains(id);
    } finally {
      accounts.stop();
    }
    try (var admin = clients.admin()) {
      assertThat(admin.listTopics().names().get()).contains(Topics.submissions(id).name());
    }
    assertThat(run("list")).contains(id).contains("first").doesNotContain(key);
  }

  @Test
  void opensNoAccountTwiceAndNoneWithAWrongId() throws Exception {
    run("create", id);

    assertRefused("already", "create", id);
    assertRefused("lowercase", "create", "Acme");
    assertRefused("lowercase", "create", "rejected");
  }

  @Test
  void countsADepositOncePerReference() throws Exception {
    run("create", id);
    run("deposit", id, "5", "--reference", "invoice-1");
    run("deposit", id, "2.5");

    assertThat(run("deposit", id, "5", "--reference", "invoice-1")).contains("counts once");
    assertThat(book.balance(id)).isEqualTo(new Credit(7_500_000, 0, 2));
    assertRefused("$5.00", "deposit", id, "6", "--reference", "invoice-1");
  }

  @Test
  void refusesAmountsThatAreNone() throws Exception {
    run("create", id);

    assertRefused("'ten'", "deposit", id, "ten");
    assertRefused("more than $0", "deposit", id, "0");
    assertRefused("at most $1000000000.00", "deposit", id, "1000000001");
    assertRefused("--credit", "create", id + "x", "--credit", "0");
  }

  @Test
  void knowsNoAccountThatWasNotOpened() {
    for (String action : new String[] {"balance", "suspend", "resume", "add-key", "limit"}) {
      assertRefused("There is no account '" + id + "'", action, id);
    }
    assertRefused("There is no account '" + id + "'", "deposit", id, "1");
    assertRefused("There is no account '" + id + "'", "revoke-key", id, "key-1");
  }

  @Test
  void givesAndRevokesKeysOfWhichOthersStay() throws Exception {
    run("create", id);
    String second = line(run("add-key", id, "--key-label", "second"), "key id");

    assertThat(run("revoke-key", id, second)).contains("is revoked");
    assertThat(run("revoke-key", id, second)).contains("was revoked before");

    var keys = account().getApiKeys();
    assertThat(keys).hasSize(2);
    assertThat(keys.getFirst().getRevokedAt()).isNull();
    assertThat(keys.getLast().getRevokedAt()).isNotNull();
    assertRefused("no key", "revoke-key", id, "key-0");
  }

  @Test
  void suspendsAndResumesAndLimits() throws Exception {
    run("create", id);

    run("suspend", id);
    run("limit", id, "0.5", "3");
    assertThat(account().getSuspended()).isTrue();
    assertThat(run("list")).contains(id).contains("SUSPENDED").contains("0.5 requests/s, burst 3");

    run("resume", id);
    run("limit", id);
    assertThat(account().getSuspended()).isFalse();
    assertThat(account().getRateLimit()).isNull();
    assertRefused("two numbers", "limit", id, "5");
    assertRefused("rate", "limit", id, "0", "1");
    book.limit(id, new RequestRate(7, 8));
    assertThat(account().getRateLimit().getBurst()).isEqualTo(8);
  }

  private AccountRecord account() throws InterruptedException {
    return book.accounts().stream()
        .filter(account -> account.getAccount().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private void assertRefused(String reason, String... words) {
    assertThatExceptionOfType(AccountException.class)
        .isThrownBy(() -> run(words))
        .withMessageContaining(reason);
  }

  /** What the command prints. */
  private String run(String... words) throws InterruptedException, ArgumentParserException {
    var parser = ArgumentParsers.newFor("likeness").build();
    var command = parser.addSubparsers().dest("command").addParser("accounts");
    command.addArgument("file").nargs("?"); // as Dropwizard declares it
    AccountsDesk.declareArguments(command);
    var given = new String[words.length + 2];
    given[0] = "accounts";
    given[1] = "ingest.yml";
    System.arraycopy(words, 0, given, 2, words.length);
    var printed = new ByteArrayOutputStream();
    try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      new AccountsDesk(book, out).run(parser.parseArgs(given));
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String line(String printed, String name) {
    return Arrays.stream(printed.split("\n"))
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }
}
