/**
 * What every service needs and none owns. Each package holds one concern and may be read alone:
 *
 * <ul>
 *   <li>{@code app}: configuration from YAML and environment, starting and stopping a service.
 *   <li>{@code auth}: accounts and API keys.
 *   <li>{@code blob}: the blob store port, its file-system adapter, signed URLs.
 *   <li>{@code error}: the one error body and its exception.
 *   <li>{@code http}: request ids, exception mappers, authentication of JAX-RS resources.
 *   <li>{@code image}: what a photo file says about itself, and how large it may be.
 *   <li>{@code kafka}: client factories, topic provisioning, the life of a Streams application.
 *   <li>{@code metrics}: Dropwizard Metrics as Prometheus text on the admin port.
 *   <li>{@code net}: which addresses may be called, and an HTTP client that obeys.
 *   <li>{@code rate}: token buckets for API keys.
 *   <li>{@code time}: the one retry schedule.
 *   <li>{@code url}: URLs of customers' hosts, read in one way.
 * </ul>
 */
@NullMarked
package dev.likeness.kit;

import org.jspecify.annotations.NullMarked;
