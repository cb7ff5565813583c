package dev.likeness.callback.credit;

/** What this instance knows of credit and use. Thread safe. */
public interface AccountUsages {
  UsageLookup find(UsageQuestion question);
}
