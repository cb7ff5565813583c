package dev.likeness.callback.credit;

import java.time.LocalDate;

/**
 * Which use of an account to tell.
 *
 * @param from first day, in UTC
 * @param to last day, counted in
 */
public record UsageQuestion(String account, LocalDate from, LocalDate to) {}
