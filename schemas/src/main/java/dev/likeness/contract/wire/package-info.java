/**
 * The only package that touches the Confluent registry client (relocated by Flink, see the module's
 * pom).
 */
@NullMarked
package dev.likeness.contract.wire;

import org.jspecify.annotations.NullMarked;
