@NullMarked
package dev.likeness.callback.webhook;

import org.jspecify.annotations.NullMarked;
