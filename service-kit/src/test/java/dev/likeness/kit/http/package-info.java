@NullMarked
package dev.likeness.kit.http;

import org.jspecify.annotations.NullMarked;
