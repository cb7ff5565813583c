/** x. */
@org.jspecify.annotations.NullMarked
package dev.likeness.contract;
