/**
 * The two Kafka Streams applications of this service, and the store query.
 *
 * <pre>
 *   job-commands ------+
 *   job-events --------+
 *   inputs-ready ------+
 *   profile-deletions -+--&gt; [view]  stores: jobs, listings, --&gt; profiles
 *   callback-attempts -+             emptied                --&gt; removals-due
 *          |                                                --&gt; callbacks-due --+
 *          |                                                                    v
 *          ^---- dispatcher &lt;-- queue &lt;-- [delivery]  stores: deliveries, due &lt;--+
 *                    +---------------------------^ callback-attempts
 *
 *   ledger --&gt; [view]  stores: balances, usage, deposits  --&gt; balances
 * </pre>
 *
 * <p>{@link dev.likeness.callback.streams.ViewTopology} and {@link
 * dev.likeness.callback.streams.DeliveryTopology} are applications of their own, so that the roles
 * can be deployed apart. {@link dev.likeness.callback.streams.LedgerTopology} is the part of the
 * view that is keyed by account. What they decide stands in the core packages. The only package,
 * with the application's class, that imports Kafka Streams.
 *
 * <p>All are folds (infra/adr/0042): no transactions, and offsets beside the values. After a crash
 * a key of a store holds what it held at the last commit or at any time since, and what was read
 * since comes again; what a value has taken in changes it no more, and what followed from it
 * follows again.
 */
@NullMarked
package dev.likeness.callback.streams;

import org.jspecify.annotations.NullMarked;
