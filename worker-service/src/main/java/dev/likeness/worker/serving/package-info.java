/**
 * What a worker has loaded: from the packs of {@link dev.likeness.worker.serving.ServingSettings},
 * with what lives as long as the worker ({@link dev.likeness.worker.serving.Workbench}), {@link
 * dev.likeness.worker.serving.ServedModels} makes the operations that attempts are carried out by.
 * It owns the models; {@code WarmUp} runs them once before the first attempt comes.
 */
@NullMarked
package dev.likeness.worker.serving;

import org.jspecify.annotations.NullMarked;
