package dev.likeness.worker.diffusion;

/**
 * The size of a picture, in pixels and in latents.
 *
 * @param factor pixels for each latent, in width and in height
 */
record Canvas(int width, int height, int factor) {
  int rows() {
    return height / factor;
  }

  int columns() {
    return width / factor;
  }

  double ratio() {
    return (double) width / height;
  }
}
