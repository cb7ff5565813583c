@NullMarked
package dev.likeness.kit.kafka;

import org.jspecify.annotations.NullMarked;
