/**
 * URLs of customers' hosts, read in one way by everything that checks, calls or shares them out.
 */
@NullMarked
package dev.likeness.kit.url;

import org.jspecify.annotations.NullMarked;
