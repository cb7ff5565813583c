package dev.likeness.ingest.accounts;

import dev.likeness.contract.Credit;
import dev.likeness.contract.Dollars;
import dev.likeness.kit.auth.RequestRate;
import dev.likeness.schema.v1.AccountRecord;
import dev.likeness.schema.v1.ApiKeyRecord;
import dev.likeness.schema.v1.RateLimit;
import java.io.PrintStream;
import java.util.UUID;
import net.sourceforge.argparse4j.inf.Namespace;
import net.sourceforge.argparse4j.inf.Subparser;
import net.sourceforge.argparse4j.inf.Subparsers;
import org.jspecify.annotations.Nullable;

/** The words with which a person uses an {@link AccountBook} on a command line. */
public final class AccountsDesk {
  private static final String ACTION = "action";
  private static final String ACCOUNT = "account";
  private static final String KEY_LABEL = "key_label";

  private final AccountBook book;
  private final PrintStream out;

  public AccountsDesk(AccountBook book, PrintStream out) {
    this.book = book;
    this.out = out;
  }

  /** Declares what {@link #run} understands. */
  public static void declareArguments(Subparser command) {
    Subparsers actions = command.addSubparsers().dest(ACTION).metavar("ACTION");
    Subparser create = action(actions, "create", "opens an account; prints its API key, once");
    create.addArgument("--credit").metavar("DOLLARS").help("a first deposit");
    create.addArgument("--key-label").dest(KEY_LABEL).setDefault("").help("a name for the key");
    actions.addParser("list").help("all accounts with their keys").setDefault(ACTION, "list");
    Subparser addKey = action(actions, "add-key", "one more API key; prints it, once");
    addKey.addArgument("--key-label").dest(KEY_LABEL).setDefault("").help("a name for the key");
    action(actions, "revoke-key", "the key is refused from now on").addArgument("key_id");
    Subparser deposit = action(actions, "deposit", "adds credit");
    deposit.addArgument("dollars");
    deposit.addArgument("--reference").help("of the payment: the same one again counts once");
    action(actions, "balance", "the sum over the account's ledger");
    action(actions, "suspend", "refuses all calls of the account");
    action(actions, "resume", "ends a suspension");
    Subparser limit = action(actions, "limit", "an own request rate; without numbers, none");
    limit.addArgument("per_second").nargs("?").type(Double.class).help("requests a second");
    limit.addArgument("burst").nargs("?").type(Integer.class).help("requests at once");
  }

  /**
   * Does what the arguments say.
   *
   * @throws AccountException if that cannot be done
   */
  public void run(Namespace arguments) throws InterruptedException {
    String action = arguments.getString(ACTION);
    if (action.equals("list")) {
      list();
      return;
    }
    String account = arguments.getString(ACCOUNT);
    switch (action) {
      case "create" -> create(account, arguments);
      case "add-key" -> print(account, book.addKey(account, arguments.getString(KEY_LABEL)));
      case "revoke-key" -> revoke(account, arguments.getString("key_id"));
      case "deposit" -> {
        String reference = arguments.getString("reference");
        long micros = amount(arguments.getString("dollars"));
        deposit(account, micros, reference == null ? UUID.randomUUID().toString() : reference);
      }
      case "balance" -> print(account, book.balance(account));
      case "suspend" -> {
        book.suspend(account);
        out.println("Account '" + account + "' is suspended.");
      }
      case "resume" -> {
        book.resume(account);
        out.println("Account '" + account + "' is not suspended.");
      }
      case "limit" -> limit(account, arguments.getDouble("per_second"), arguments.getInt("burst"));
      default -> throw new AccountException("There is no action '" + action + "'.");
    }
  }

  private void create(String account, Namespace arguments) throws InterruptedException {
    String dollars = arguments.getString("credit");
    long credit = dollars == null ? 0 : amount(dollars);
    if (dollars != null && credit <= 0) {
      throw new AccountException("--credit must be more than $0.");
    }
    print(account, book.open(account, arguments.getString(KEY_LABEL)));
    if (credit > 0) {
      deposit(account, credit, "opening");
    }
  }

  private void list() throws InterruptedException {
    var accounts = book.accounts();
    if (accounts.isEmpty()) {
      out.println("There are no accounts; 'accounts create <id>' opens one.");
    }
    for (AccountRecord account : accounts) {
      RateLimit limit = account.getRateLimit();
      out.println(
          account.getAccount()
              + "  since "
              + account.getCreatedAt()
              + (account.getSuspended() ? "  SUSPENDED" : "")
              + (limit == null
                  ? ""
                  : "  "
                      + limit.getRequestsPerSecond()
                      + " requests/s, burst "
                      + limit.getBurst()));
      account.getApiKeys().forEach(key -> out.println("  " + line(key)));
    }
  }

  private static String line(ApiKeyRecord key) {
    return key.getKeyId()
        + "  since "
        + key.getCreatedAt()
        + (key.getRevokedAt() == null ? "" : "  revoked " + key.getRevokedAt())
        + (key.getLabel().isEmpty() ? "" : "  " + key.getLabel());
  }

  private void revoke(String account, String keyId) throws InterruptedException {
    out.println(
        book.revokeKey(account, keyId)
            ? "Key " + keyId + " is revoked."
            : "Key " + keyId + " was revoked before.");
  }

  private void deposit(String account, long micros, String reference) throws InterruptedException {
    boolean added = book.deposit(account, micros, reference);
    out.println("reference   " + reference + (added ? "" : "   (booked before: counts once)"));
    print(account, book.balance(account));
  }

  private void limit(String account, @Nullable Double perSecond, @Nullable Integer burst)
      throws InterruptedException {
    if (perSecond == null) {
      book.limit(account, null);
      out.println("Account '" + account + "' has the deployment's own limit.");
      return;
    }
    if (burst == null) {
      throw new AccountException("A limit needs two numbers: requests a second, and a burst.");
    }
    book.limit(account, rate(perSecond, burst));
    out.println(
        "Each key of account '"
            + account
            + "' may call "
            + perSecond
            + " times a second, with a burst of "
            + burst
            + ".");
  }

  private void print(String account, AccountBook.IssuedKey issued) {
    out.println("account     " + account);
    out.println("key id      " + issued.keyId());
    out.println("API key     " + issued.key().value() + "   (shown only now)");
  }

  private void print(String account, Credit credit) {
    out.println("account     " + account);
    out.println("credit      " + Dollars.format(credit.creditMicros()));
    out.println("reserved    " + Dollars.format(credit.reservedMicros()));
    out.println("available   " + Dollars.format(credit.availableMicros()));
    out.println("entries     " + credit.entries());
  }

  private static long amount(String dollars) {
    try {
      return Dollars.parse(dollars);
    } catch (IllegalArgumentException e) {
      throw new AccountException(e.getMessage() + ".");
    }
  }

  private static RequestRate rate(double perSecond, int burst) {
    try {
      return new RequestRate(perSecond, burst);
    } catch (IllegalArgumentException e) {
      throw new AccountException(e.getMessage() + ".");
    }
  }

  private static Subparser action(Subparsers actions, String name, String help) {
    Subparser action = actions.addParser(name).help(help).setDefault(ACTION, name);
    action.addArgument(ACCOUNT).help("the account's id");
    return action;
  }
}
