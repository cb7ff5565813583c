/**
 * What the worker knows about models without knowing the runtime that executes them.
 *
 * <p>A {@link dev.likeness.worker.model.ModelPack} is a directory (or a class-path folder) with a
 * manifest; or in a public layout that is known without one; it hands out a {@link
 * dev.likeness.worker.model.ModelFile} per role after checking its digest. A {@link
 * dev.likeness.worker.model.ModelRuntime} turns a file into a {@link
 * dev.likeness.worker.model.Model}, provided that the graph has the {@link
 * dev.likeness.worker.model.ModelSignature} that the caller is written for. Models read and write
 * {@link dev.likeness.worker.model.Tensor}s in direct buffers. Whatever goes wrong is a {@link
 * dev.likeness.worker.model.ModelException}.
 */
@NullMarked
package dev.likeness.worker.model;

import org.jspecify.annotations.NullMarked;
