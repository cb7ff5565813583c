/**
 * What an operator says in files of its own: the catalogue, the prices, the prompt policy. Each is
 * read once, at the start, and a file that is not as it must be ends the start with the place and
 * what is expected there.
 */
@NullMarked
package dev.likeness.ingest.files;

import org.jspecify.annotations.NullMarked;
