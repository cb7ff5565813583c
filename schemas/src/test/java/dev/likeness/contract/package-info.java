/** Tests of the contract. */
@NullMarked
package dev.likeness.contract;

import org.jspecify.annotations.NullMarked;
