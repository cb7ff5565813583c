/** Accounts and their API keys. Keys are known only as SHA-256 hashes. */
@NullMarked
package dev.likeness.kit.auth;

import org.jspecify.annotations.NullMarked;
