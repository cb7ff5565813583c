/** Fakes and contracts for the tests of every service. */
@NullMarked
package dev.likeness.kit.testing;

import org.jspecify.annotations.NullMarked;
