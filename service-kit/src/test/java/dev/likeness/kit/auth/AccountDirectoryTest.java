package dev.likeness.kit.auth;

import dev.likeness.contract.TrustedRecords;
import dev.likeness.schema.v1.AccountRecord;

class AccountDirectoryTest implements AccountsContract {
  static {
    TrustedRecords.install(); // as AvroSerdes does in a service
  }

  private final AccountDirectory directory = new AccountDirectory();

  @Override
  public Accounts accounts() {
    return directory;
  }

  @Override
  public void write(AccountRecord record) {
    directory.put(record);
  }

  @Override
  public void remove(String account) {
    directory.remove(account);
  }

  @Override
  public String id() {
    return "acme";
  }
}
