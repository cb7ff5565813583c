package dev.likeness.callback.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.likeness.callback.credit.UsageQuestion;
import dev.likeness.callback.state.AccountUsage;
import dev.likeness.callback.state.UsageLine;
import dev.likeness.callback.state.UsageTotals;
import dev.likeness.contract.Dollars;
import java.util.List;

/**
 * {@code UsageResponse} in the API.
 *
 * @param days newest first; days without use are left out
 */
record UsageBody(
    String account, String from, String to, Credit credit, List<Day> days, Totals total) {

  /** Money twice: exact in micro-dollars, readable in dollars. */
  record Credit(
      @JsonProperty("credit_micros") long creditMicros,
      @JsonProperty("reserved_micros") long reservedMicros,
      @JsonProperty("available_micros") long availableMicros,
      @JsonProperty("available_usd") String availableUsd) {}

  record Day(String date, String operation, @JsonUnwrapped Totals totals) {}

  /**
   * @param jobs that were charged
   * @param refunded that ended without success, and cost nothing
   */
  record Totals(
      long jobs,
      long refunded,
      long images,
      @JsonProperty("identity_images") long identityImages,
      @JsonProperty("charged_micros") long chargedMicros,
      @JsonProperty("charged_usd") String chargedUsd) {

    static Totals of(List<UsageTotals> parts) {
      long charged = parts.stream().mapToLong(UsageTotals::getCostMicros).sum();
      return new Totals(
          parts.stream().mapToLong(UsageTotals::getJobs).sum(),
          parts.stream().mapToLong(UsageTotals::getRefunded).sum(),
          parts.stream().mapToLong(UsageTotals::getImages).sum(),
          parts.stream().mapToLong(UsageTotals::getIdentityImages).sum(),
          charged,
          Dollars.amount(charged));
    }
  }

  static UsageBody of(UsageQuestion question, AccountUsage usage) {
    var credit =
        new dev.likeness.contract.Credit(usage.getCreditMicros(), usage.getReservedMicros(), 0);
    return new UsageBody(
        usage.getAccount(),
        question.from().toString(),
        question.to().toString(),
        new Credit(
            credit.creditMicros(),
            credit.reservedMicros(),
            credit.availableMicros(),
            Dollars.amount(credit.availableMicros())),
        usage.getLines().reversed().stream().map(UsageBody::day).toList(),
        Totals.of(usage.getLines().stream().map(UsageLine::getTotals).toList()));
  }

  private static Day day(UsageLine line) {
    return new Day(line.getDate(), line.getOperation(), Totals.of(List.of(line.getTotals())));
  }
}
