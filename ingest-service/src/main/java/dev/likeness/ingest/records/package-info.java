/**
 * Reading topics whose records are worked on side by side, as {@code topic} and {@code inputs} do.
 *
 * <pre>
 *   poll --> one virtual thread for each record --> done: commit up to the first that is not
 *                      ^           |
 *                      +-- pause --+  something of ours is down
 * </pre>
 */
@NullMarked
package dev.likeness.ingest.records;

import org.jspecify.annotations.NullMarked;
