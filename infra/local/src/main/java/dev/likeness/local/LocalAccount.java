package dev.likeness.local;

import dev.likeness.kit.auth.FileAccounts;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * The one account of a local stack, with a key made for this start.
 *
 * @param apiKey known to no file: the accounts file holds its hash
 */
record LocalAccount(String id, String apiKey) {
  static LocalAccount create(SecureRandom random) {
    var bytes = new byte[20];
    random.nextBytes(bytes);
    return new LocalAccount("local", "lk_" + HexFormat.of().formatHex(bytes));
  }

  void writeTo(Path accountsFile, Instant now) throws IOException {
    FileAccounts.write(
        accountsFile,
        List.of(new FileAccounts.Entry(id, now, List.of(FileAccounts.hashOf(apiKey)))));
  }
}
