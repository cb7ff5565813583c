package dev.likeness.worker.operation;

import dev.likeness.worker.diffusion.ImageGenerator;
import dev.likeness.worker.upscale.Upscaler;
import java.util.Optional;

/**
 * What operations draw with.
 *
 * @param upscaler enlarges pictures that are asked for larger than they are drawn; without one they
 *     are interpolated
 * @param faces polishes the faces of pictures, where packs have networks for that
 */
public record Studio(
    PhotoGate gate,
    ImageGenerator generator,
    ProfilePhotos profiles,
    Optional<Upscaler> upscaler,
    Optional<DrawnFaces> faces) {}
