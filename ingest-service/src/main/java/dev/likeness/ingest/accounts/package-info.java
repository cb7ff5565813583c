/**
 * What an administrator does with accounts: topic {@code accounts} and deposits in the {@code
 * ledger}.
 *
 * <p>{@link dev.likeness.ingest.accounts.AccountBook} does it; {@link
 * dev.likeness.ingest.accounts.AccountsDesk} lets a person do it on a command line. Services only
 * read what is written here.
 */
@NullMarked
package dev.likeness.ingest.accounts;

import org.jspecify.annotations.NullMarked;
