/**
 * Starting a service: YAML with settings from the environment, and a handle that stops it again.
 */
@NullMarked
package dev.likeness.kit.app;

import org.jspecify.annotations.NullMarked;
