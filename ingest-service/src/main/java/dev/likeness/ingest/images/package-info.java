/**
 * Customers' URLs: what they must be like, and how photos are fetched from them. The one way from
 * here into the internet, guarded so that it does not lead into our own network.
 */
@NullMarked
package dev.likeness.ingest.images;

import org.jspecify.annotations.NullMarked;
