/** What ingest asks service to service: the view in callback-service, and its own instances. */
@NullMarked
package dev.likeness.ingest.peer;

import org.jspecify.annotations.NullMarked;
