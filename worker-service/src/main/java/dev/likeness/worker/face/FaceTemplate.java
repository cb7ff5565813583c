package dev.likeness.worker.face;

import dev.likeness.worker.face.Resampling.Outside;
import dev.likeness.worker.image.Photo;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the landmarks of a face lie in the square picture that a network was trained with. The
 * numbers of the constants are those of facefusion's {@code face_helper.py}.
 *
 * @param places of the five landmarks, in parts of the side
 */
public record FaceTemplate(List<Point> places) {
  /** Of GFPGAN, CodeFormer, RestoreFormer++ and GPEN: the whole head. */
  public static final FaceTemplate FFHQ_512 =
      of(
          .37691676, .46864664, .62285697, .46912813, .50123859, .61331904, .39308822, .725411,
          .61150205, .72490465);

  /** Of inswapper and hyperswap. */
  public static final FaceTemplate ARCFACE_128 =
      of(
          .36167656, .40387734, .63696719, .40235469, .50019687, .56044219, .38710391, .72160547,
          .61507734, .72034453);

  /** Of ghost. */
  public static final FaceTemplate ARCFACE_112_V1 =
      of(
          .35473214, .45658929, .64526786, .45658929, .5, .61154464, .37913393, .776875, .62086607,
          .776875);

  public FaceTemplate {
    places = List.copyOf(places);
  }

  private static FaceTemplate of(double... numbers) {
    return new FaceTemplate(
        IntStream.range(0, numbers.length / 2)
            .mapToObj(i -> new Point(numbers[2 * i], numbers[2 * i + 1]))
            .toList());
  }

  /**
   * Takes a pixel of the network's picture to its place in the photo.
   *
   * @param side of the picture in pixels
   */
  public Similarity toPhoto(Face face, int side) {
    List<Point> pixels =
        places.stream().map(place -> new Point(place.x() * side, place.y() * side)).toList();
    return Similarity.between(face.landmarks(), pixels).inverse();
  }

  /** The network's picture of a face, upright; for the caller to close. */
  public Photo crop(Photo photo, Face face, int side) {
    return Resampling.resample(photo, toPhoto(face, side), side, side, Outside.REPEATED);
  }
}
