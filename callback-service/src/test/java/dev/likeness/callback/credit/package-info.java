@NullMarked
package dev.likeness.callback.credit;

import org.jspecify.annotations.NullMarked;
