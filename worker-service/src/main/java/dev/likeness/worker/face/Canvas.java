package dev.likeness.worker.face;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.subject.Overlaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The picture that a detector looks at: the photo made to fit, top left, and black around it.
 *
 * @param width of the canvas
 */
record Canvas(int width, int height) {
  static final int USUAL = 640;

  /** Looks at a canvas and says what it sees, in pixels of the canvas. */
  interface Look {
    List<Face> at(Photo canvas);
  }

  /**
   * Looks at the photo as large as it fits; then, if there is nothing, at half that size, because a
   * face that fills the picture is larger than those that detectors know.
   *
   * @return faces in pixels of the photo
   */
  List<Face> look(Photo photo, Look look, double overlap) {
    double fit = Math.min((double) width / photo.width(), (double) height / photo.height());
    List<Face> faces = look(photo, fit, look, overlap);
    return faces.isEmpty() ? look(photo, fit / 2, look, overlap) : faces;
  }

  private List<Face> look(Photo photo, double scale, Look look, double overlap) {
    // Pixel centres: 0 of the canvas is in the middle of what it shows of the photo.
    double shift = .5 / scale - .5;
    Similarity toPhoto = new Similarity(1 / scale, 0, shift, shift);
    List<Face> found;
    try (Photo canvas = Resampling.resample(photo, toPhoto, width, height)) {
      found = look.at(canvas);
    }
    return Overlaps.suppressed(mapped(found, toPhoto), Face::region, overlap);
  }

  private static Collection<Face> mapped(List<Face> faces, Similarity map) {
    List<Face> mapped = new ArrayList<>();
    faces.forEach(face -> mapped.add(face.mapped(map)));
    return mapped;
  }
}
