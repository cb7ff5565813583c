/** The one error model: a code from the contract and a sentence for the customer. */
@NullMarked
package dev.likeness.kit.error;

import org.jspecify.annotations.NullMarked;
