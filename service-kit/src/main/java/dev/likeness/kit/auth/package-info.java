/** Accounts, their API keys, and how often a key may call. */
@NullMarked
package dev.likeness.kit.auth;

import org.jspecify.annotations.NullMarked;
