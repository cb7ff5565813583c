/**
 * The API's description for people and programs.
 *
 * <pre>
 *   openapi.yaml --ApiDocument--> GET /v1/phota/openapi.json
 *   Swagger UI (webjar), docs/    GET /docs
 * </pre>
 *
 * <p>{@code openapi.yaml} is written by hand and is the source of truth: tests compare it with the
 * code and with the answers of a running stack. Nothing here needs an API key, and the page loads
 * nothing from elsewhere.
 */
@NullMarked
package dev.likeness.ingest.docs;

import org.jspecify.annotations.NullMarked;
