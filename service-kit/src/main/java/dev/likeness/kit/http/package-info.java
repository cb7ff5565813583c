/** The HTTP manners that all services share: request ids, the error body, authentication. */
@NullMarked
package dev.likeness.kit.http;

import org.jspecify.annotations.NullMarked;
