/**
 * What the worker knows about models without knowing the runtime that executes them.
 *
 * <p>A {@link dev.likeness.worker.model.ModelPack} is a directory (or a class-path folder) with a
 * manifest, {@code pack.json}; or in a {@code Layout} of some publisher, which writes that manifest
 * from what it finds ({@code PinnedFaces}, {@code LooseFiles}, {@code DiffusersLayout}, {@code
 * FluxKleinLayout}, {@code TransformersLayout}); {@code PackPin} makes the first out of the second.
 * A pack hands out a {@link dev.likeness.worker.model.ModelFile} per role after checking its digest
 * and those of the weights next to it, which {@code ExternalWeights} finds in the graph; {@link
 * dev.likeness.worker.model.FileDigests} spares reading what has not changed. {@link
 * dev.likeness.worker.model.ModelPacks} are the packs of a worker, past the check of their licences
 * (infra/adr/0013). A {@link dev.likeness.worker.model.ModelRuntime} turns a file into a {@link
 * dev.likeness.worker.model.Model}, provided that the graph has the {@link
 * dev.likeness.worker.model.ModelSignature} that the caller is written for. Models read and write
 * {@link dev.likeness.worker.model.Tensor}s in direct buffers. Whatever goes wrong is a {@link
 * dev.likeness.worker.model.ModelException}.
 */
@NullMarked
package dev.likeness.worker.model;

import org.jspecify.annotations.NullMarked;
