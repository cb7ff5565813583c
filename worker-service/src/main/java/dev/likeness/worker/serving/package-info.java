/**
 * What a worker has loaded: from the packs of {@link dev.likeness.worker.serving.ServingSettings},
 * with what lives as long as the worker ({@link dev.likeness.worker.serving.Workbench}), {@link
 * dev.likeness.worker.serving.ServedModels} makes the operations that attempts are carried out by.
 * It owns the models; {@code WarmUp} runs them once before the first attempt comes. {@link
 * dev.likeness.worker.serving.LiveModels} replaces one such set by the next while attempts go on,
 * each with what it began with (infra/adr/0019), when it is told to or when a {@link
 * dev.likeness.worker.serving.PackWatch} sees a changed pack.
 */
@NullMarked
package dev.likeness.worker.serving;

import org.jspecify.annotations.NullMarked;
