/**
 * Photo hosts and webhook receivers as they may be: {@link
 * dev.likeness.kit.testing.hostile.HostileServer} speaks to each connection as it is told, below
 * HTTP; {@link dev.likeness.kit.testing.hostile.HostileAnswers} are ways to answer that were met or
 * are feared.
 */
@NullMarked
package dev.likeness.kit.testing.hostile;

import org.jspecify.annotations.NullMarked;
