/**
 * The ingest service: takes jobs by HTTP and by topic, and schedules them for the workers.
 *
 * <pre>
 *   http --+                                   +--> jobs-ready.&lt;pool&gt; --> workers
 *          +--> intake --> job-commands --> scheduler
 *  topic --+      |                          ^ |  +--> job-events, ledger, dead-letters, ...
 *                 +--> blob store            | v
 *                          ^------------- inputs, by inputs-due and inputs-ready
 * </pre>
 *
 * <ul>
 *   <li>{@code intake}: core. What is accepted, what it costs, how a job gets its name.
 *   <li>{@code scheduler}: core. Decides about live jobs; {@code streams} carries it on Kafka
 *       Streams.
 *   <li>{@code catalogue}: core. What can be asked for and its price; {@code files} reads it.
 *   <li>{@code photos}: core. What a photo must be like. {@code inputs} fetches photos by URL after
 *       their job was accepted, removes what is needed no longer, and counts what accounts store.
 *   <li>{@code records}: reads topics whose records are worked on side by side.
 *   <li>{@code http}, {@code topic}: the two ways in. {@code images}, {@code kafka}, {@code peer}:
 *       the ways out, to customers' URLs, to the command log, to callback-service and to other
 *       instances.
 *   <li>{@code docs}: the API described: {@code openapi.yaml} as JSON, and the page at {@code
 *       /docs}.
 *   <li>{@code accounts}: what an administrator does, as commands of this artifact.
 *   <li>{@code metrics}: meters.
 *   <li>{@link dev.likeness.ingest.IngestApplication}: the only place where these are put together.
 *       An instance plays the {@link dev.likeness.ingest.Role}s that its configuration names.
 * </ul>
 */
@NullMarked
package dev.likeness.ingest;

import org.jspecify.annotations.NullMarked;
