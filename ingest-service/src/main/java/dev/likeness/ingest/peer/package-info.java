/** What ingest asks the view in callback-service, service to service. */
@NullMarked
package dev.likeness.ingest.peer;

import org.jspecify.annotations.NullMarked;
