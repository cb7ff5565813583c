/** Scenes, files and models that tests of the worker share; each call makes a new one. */
@NullMarked
package dev.likeness.worker.testing;

import org.jspecify.annotations.NullMarked;
