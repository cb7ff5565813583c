/**
 * The contract between the services and with everyone outside, beyond the generated Avro records of
 * {@code dev.likeness.schema.v1}.
 *
 * <ul>
 *   <li>{@link dev.likeness.contract.JobId}: how a job gets its name, so that a retry maps to the
 *       same job.
 *   <li>{@link dev.likeness.contract.Topic} and {@link dev.likeness.contract.Topics}: the only
 *       place where topic names stand.
 *   <li>{@link dev.likeness.contract.FailureCode}: the only table of error codes, with HTTP status
 *       and whether a retry can help.
 *   <li>{@link dev.likeness.contract.AvroSerdes}: Confluent wire format through the Confluent
 *       registry client.
 * </ul>
 */
@NullMarked
package dev.likeness.contract;

import org.jspecify.annotations.NullMarked;
