/** What the tests of this service share: fakes of its ports, sample records, a receiver. */
@NullMarked
package dev.likeness.callback.testing;

import org.jspecify.annotations.NullMarked;
