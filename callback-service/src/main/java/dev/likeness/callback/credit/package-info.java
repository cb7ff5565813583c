/**
 * Core: what an account has and what it used, as sums over its ledger. {@link
 * dev.likeness.callback.credit.LedgerProjection} adds an entry to the sums: pure functions, which
 * remember nothing.
 */
@NullMarked
package dev.likeness.callback.credit;

import org.jspecify.annotations.NullMarked;
