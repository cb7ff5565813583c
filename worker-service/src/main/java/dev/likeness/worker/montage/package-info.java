/**
 * Puts cut-outs of people before backdrops that are drawn here.
 *
 * <p>{@link dev.likeness.worker.montage.BackdropPainter} draws what an {@link
 * dev.likeness.worker.instruction.Scene} asks for on a {@code LightCanvas}, out of focus as behind
 * a portrait. {@link dev.likeness.worker.montage.Montage} gives people their places, throws their
 * shadow and lays one over the other. All of it is arithmetic: the same seed gives the same
 * picture.
 */
@NullMarked
package dev.likeness.worker.montage;

import org.jspecify.annotations.NullMarked;
