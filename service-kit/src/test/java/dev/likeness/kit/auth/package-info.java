@NullMarked
package dev.likeness.kit.auth;

import org.jspecify.annotations.NullMarked;
