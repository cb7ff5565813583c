@NullMarked
package dev.likeness.callback.http;

import org.jspecify.annotations.NullMarked;
