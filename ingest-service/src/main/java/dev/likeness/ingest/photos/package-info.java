/**
 * Core: whether a photo may come in ({@code dev.likeness.kit.image} says it), and the port through
 * which photos come from customers' URLs. Used where photos come in with a request ({@code intake})
 * and where they are fetched after it was accepted ({@code inputs}).
 */
@NullMarked
package dev.likeness.ingest.photos;

import org.jspecify.annotations.NullMarked;
