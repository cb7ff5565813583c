/**
 * Core: what can be asked for and what it costs, as data. {@code files} reads it from YAML; {@code
 * intake} checks requests against it, {@code http} shows it at {@code /models}.
 *
 * <ul>
 *   <li>{@link dev.likeness.ingest.catalogue.Catalogue}: base models, and what is fixed elsewhere.
 *   <li>{@link dev.likeness.ingest.catalogue.PriceList}: a price for everything in it.
 *   <li>{@link dev.likeness.ingest.catalogue.ServedOperations}: what the workers can do now, as
 *       they say themselves. What can be asked for does not depend on it.
 * </ul>
 */
@NullMarked
package dev.likeness.ingest.catalogue;

import org.jspecify.annotations.NullMarked;
