package dev.likeness.callback.testing;

import dev.likeness.contract.TrustedRecords;
import dev.likeness.schema.v1.LedgerEntry;
import dev.likeness.schema.v1.LedgerEntryKind;
import dev.likeness.schema.v1.Operation;
import java.time.Instant;

/** Sample ledger entries. */
public final class Entries {
  static {
    TrustedRecords.install(); // else Avro refuses our records to the test that comes first
  }

  private Entries() {}

  public static LedgerEntry deposit(String account, String reference, long micros) {
    return LedgerEntry.newBuilder()
        .setAccount(account)
        .setEntryId("deposit/" + reference)
        .setKind(LedgerEntryKind.DEPOSIT)
        .setAmountMicros(micros)
        .setAt(Jobs.BEGIN)
        .build();
  }

  public static LedgerEntry reserve(String account, String job, long micros) {
    return ofJob(account, job, LedgerEntryKind.RESERVE, Jobs.BEGIN).setAmountMicros(micros).build();
  }

  /** Of two images, one of them with identity. */
  public static LedgerEntry settle(
      String account, String job, long reserved, long charged, Instant at) {
    return ofJob(account, job, LedgerEntryKind.SETTLE, at)
        .setAmountMicros(charged)
        .setReleasedMicros(reserved)
        .setImages(2)
        .setIdentityImages(1)
        .build();
  }

  public static LedgerEntry refund(String account, String job, long reserved, Instant at) {
    return ofJob(account, job, LedgerEntryKind.REFUND, at)
        .setAmountMicros(reserved)
        .setReleasedMicros(reserved)
        .build();
  }

  private static LedgerEntry.Builder ofJob(
      String account, String job, LedgerEntryKind kind, Instant at) {
    return LedgerEntry.newBuilder()
        .setAccount(account)
        .setEntryId(job + "/" + kind)
        .setJobId(job)
        .setKind(kind)
        .setOperation(Operation.ENHANCE)
        .setAt(at);
  }
}
