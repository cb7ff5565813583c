/**
 * How a diffusion model is led from noise to a picture: pure arithmetic on latents, without models.
 *
 * <p>A {@link dev.likeness.worker.diffusion.schedule.Scheduler} is read from a pack's {@code
 * scheduler_config.json} and lays out the {@link dev.likeness.worker.diffusion.schedule.Steps} of
 * one picture: which timestep the model is told, how its input is scaled, and what becomes of the
 * latents with its prediction. {@link dev.likeness.worker.diffusion.schedule.Euler} follows the
 * noise levels of a training ({@code NoiseLevels}) down, with or without fresh noise; {@link
 * dev.likeness.worker.diffusion.schedule.Lcm} jumps to the end and back to less noise each time;
 * {@link dev.likeness.worker.diffusion.schedule.FlowMatch} moves along a predicted velocity.
 */
@NullMarked
package dev.likeness.worker.diffusion.schedule;

import org.jspecify.annotations.NullMarked;
