@NullMarked
package dev.likeness.ingest.files;

import org.jspecify.annotations.NullMarked;
