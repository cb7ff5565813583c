/**
 * Photos and addresses from customers' URLs: the one way from here into the internet, guarded so
 * that it does not lead into our own network.
 */
@NullMarked
package dev.likeness.ingest.images;

import org.jspecify.annotations.NullMarked;
