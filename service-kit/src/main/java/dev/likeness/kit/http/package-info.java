/**
 * The HTTP manners that all services share.
 *
 * <pre>
 *   connection -> ConnectionGuard   too many, or too slow with its headers: closed
 *              -> UnreadBodies      an answer before the end of the body arrives all the same
 *              -> RequestIds, KnownMethods, InternalDoor
 *              -> ApiKeyFilter      who calls
 *              -> RateLimitFilter   how often
 *              -> RequestShares     how many at a time
 *              -> resource
 * </pre>
 *
 * <p>{@link dev.likeness.kit.http.ProblemMapper} and {@link dev.likeness.kit.http.JettyProblems}
 * make the one error body of everything that is refused on the way.
 */
@NullMarked
package dev.likeness.kit.http;

import org.jspecify.annotations.NullMarked;
