/**
 * Fakes of the ports, contracts that fakes and real adapters share, and objects that tests need
 * often.
 */
@NullMarked
package dev.likeness.ingest.testing;

import org.jspecify.annotations.NullMarked;
