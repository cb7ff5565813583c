package dev.likeness.worker.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.likeness.worker.geometry.Turns;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.testing.Photos;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a detector that sees a face only where a photo is upright. */
class TurningDetectorTest {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;

  /** The one face of the upright photo. */
  private static final Face FACE =
      new Face(
          100,
          50,
          180,
          150,
          .95,
          List.of(
              new Point(120, 90),
              new Point(160, 90),
              new Point(140, 110),
              new Point(125, 130),
              new Point(155, 130)));

  private final UprightOnly upright = new UprightOnly();
  private final TurningDetector detector = new TurningDetector(upright);

  @Test
  void looksOnceAtAnUprightPhoto() {
    assertThat(detected(0)).containsExactly(FACE);
    assertThat(upright.looks).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void findsAFaceWhereItIsInATurnedPhoto(int quarters) {
    Face face = detected(quarters).getFirst();

    Point nose = turned(FACE.landmarks().get(2), quarters);
    assertThat(face.turns()).isEqualTo(quarters);
    assertThat(face.landmarks().get(2).x()).isCloseTo(nose.x(), within(.01));
    assertThat(face.landmarks().get(2).y()).isCloseTo(nose.y(), within(.01));
    assertThat(face.left()).isLessThan(nose.x());
    assertThat(face.right()).isGreaterThan(nose.x());
    assertThat(face.bottom() - face.top()).isCloseTo(quarters == 2 ? 100 : 80, within(.01));
  }

  @Test
  void prefersTheSurerFaceOfAnotherTurn() {
    upright.guess = .7;

    assertThat(detected(2).getFirst().score()).isEqualTo(.95);
  }

  @Test
  void keepsWhatItSeesWhereNoTurnShowsMore() {
    upright.guess = .7;
    upright.sure = .72;

    assertThat(detected(1)).extracting(Face::score).containsExactly(.7);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "45, 0", "-45, 0", "90, 1", "180, 2", "-90, 3", "-170, 2"})
  void takesATiltedHeadForAnUprightOne(double degrees, int turns) {
    double x = 40 * Math.cos(Math.toRadians(degrees));
    double y = 40 * Math.sin(Math.toRadians(degrees));
    Point eye = new Point(100, 100);

    Face face =
        new Face(60, 60, 140, 140, .9, List.of(eye, new Point(100 + x, 100 + y), eye, eye, eye));

    assertThat(face.turns()).isEqualTo(turns);
  }

  private List<Face> detected(int quarters) {
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < WIDTH; x++) {
      image.setRGB(x, 0, Color.RED.getRGB());
    }
    try (Photo photo = Photos.photo(image)) {
      Photo turned = Turns.turned(photo, 90.0 * quarters);
      try {
        return detector.detect(turned, new Cancellation());
      } finally {
        if (turned != photo) {
          turned.close();
        }
      }
    }
  }

  private static Point turned(Point point, int quarters) {
    return switch (quarters) {
      case 1 -> new Point(HEIGHT - 1 - point.y(), point.x());
      case 2 -> new Point(WIDTH - 1 - point.x(), HEIGHT - 1 - point.y());
      default -> new Point(point.y(), WIDTH - 1 - point.x());
    };
  }

  /** Knows by the red line whether the photo is upright. */
  private static final class UprightOnly implements FaceDetector {
    private int looks;
    private double sure = .95;
    private double guess;

    @Override
    public List<Face> detect(Photo photo, Cancellation cancellation) {
      looks++;
      if (Photos.rgb(photo, photo.width() / 2, 0) == 0xff0000) {
        return List.of(scored(sure));
      }
      return guess == 0 ? List.of() : List.of(scored(guess));
    }

    private static Face scored(double score) {
      return new Face(
          FACE.left(), FACE.top(), FACE.right(), FACE.bottom(), score, FACE.landmarks());
    }

    @Override
    public ModelFile model() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public void close() {}
  }
}
