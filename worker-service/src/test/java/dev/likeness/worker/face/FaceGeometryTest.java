package dev.likeness.worker.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.subject.Overlaps;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Numbers from plain Python, with landmarks p and the template q as complex numbers:
 *
 * <pre>
 * mp = sum(p)/5; mq = sum(q)/5
 * s = sum((a-mp).conjugate()*(b-mq) for a,b in zip(p,q)) / sum(abs(a-mp)**2 for a in p)
 * t = mq - s*mp                                         # a, b = s.real, s.imag; tx, ty = t.real, t.imag
 * c, r = 85 % 40, 85 // 40                              # YuNet, stride 16 of a canvas 640 wide
 * score = sqrt(.9*.64); x = (c+.25)*16; w = exp(1.2)*16; y = (r-.5)*16; h = exp(.8)*16
 * cell = 325 // 2; x = cell % 80 * 8; y = cell // 80 * 8  # SCRFD, stride 8
 * </pre>
 */
class FaceGeometryTest {
  private static final List<Point> TURNED =
      List.of(
          new Point(210.5, 140.25),
          new Point(300, 161),
          new Point(248, 205.5),
          new Point(199.5, 240),
          new Point(271, 258.5));

  @Test
  void alignsLandmarksInTheSenseOfLeastSquares() {
    Similarity similarity = Similarity.between(TURNED, FaceAlignment.TEMPLATE);

    assertThat(similarity.a()).isCloseTo(.3872334702300742, within(1e-9));
    assertThat(similarity.b()).isCloseTo(-.0869021785581704, within(1e-9));
    assertThat(similarity.tx()).isCloseTo(-56.627509981672404, within(1e-9));
    assertThat(similarity.ty()).isCloseTo(15.408046299841857, within(1e-9));
  }

  @Test
  void findsTheWayBack() {
    Similarity similarity = Similarity.between(TURNED, FaceAlignment.TEMPLATE);

    Point back = similarity.inverse().apply(similarity.apply(new Point(7, -3)));

    assertThat(back.x()).isCloseTo(7, within(1e-9));
    assertThat(back.y()).isCloseTo(-3, within(1e-9));
  }

  @Test
  void decodesYuNet() {
    FloatBuffer classes = FloatBuffer.allocate(1600).put(85, .9f);
    FloatBuffer objects = FloatBuffer.allocate(1600).put(85, .64f);
    FloatBuffer boxes = FloatBuffer.allocate(6400).put(340, new float[] {.25f, -.5f, 1.2f, .8f});
    FloatBuffer points =
        FloatBuffer.allocate(16_000)
            .put(850, new float[] {.1f, -.2f, .9f, -.1f, .5f, .4f, .2f, .8f, .8f, .9f});
    List<Face> faces = new ArrayList<>();

    YuNetDetector.decode(16, 40, classes, objects, boxes, points, .6, faces);

    Face face = faces.getFirst();
    assertThat(faces).hasSize(1);
    assertThat(face.score()).isCloseTo(.7589466384, within(1e-6));
    assertThat(face.left()).isCloseTo(57.4390646, within(1e-4));
    assertThat(face.top()).isCloseTo(6.1956726, within(1e-4));
    assertThat(face.right()).isCloseTo(110.5609354, within(1e-4));
    assertThat(face.bottom()).isCloseTo(41.8043274, within(1e-4));
    assertThat(face.landmarks().getFirst().x()).isCloseTo(81.6, within(1e-4));
    assertThat(face.landmarks().getFirst().y()).isCloseTo(28.8, within(1e-4));
    assertThat(face.landmarks().getLast().x()).isCloseTo(92.8, within(1e-4));
    assertThat(face.landmarks().getLast().y()).isCloseTo(46.4, within(1e-4));
  }

  @Test
  void decodesScrfd() {
    FloatBuffer scores = FloatBuffer.allocate(12_800).put(325, .8f);
    FloatBuffer boxes = FloatBuffer.allocate(51_200).put(1300, new float[] {1.5f, 2, 2.5f, 3});
    FloatBuffer points = FloatBuffer.allocate(128_000).put(3250, new float[] {.5f, -1});
    List<Face> faces = new ArrayList<>();

    ScrfdDetector.decode(8, 80, scores, boxes, points, .5, faces);

    Face face = faces.getFirst();
    assertThat(faces).hasSize(1);
    assertThat(List.of(face.left(), face.top(), face.right(), face.bottom()))
        .containsExactly(4.0, 0.0, 36.0, 40.0);
    assertThat(face.landmarks().getFirst()).isEqualTo(new Point(20, 8));
  }

  @Test
  void keepsTheBestOfFindingsThatOverlap() {
    Face best = face(0, .9);
    Face same = face(2, .8);
    Face other = face(20, .7);

    assertThat(Overlaps.suppressed(List.of(other, same, best), Face::region, .3))
        .containsExactly(best, other);
  }

  private static Face face(double left, double score) {
    return new Face(left, 0, left + 10, 10, score, TURNED);
  }
}
