package dev.likeness.worker.cutout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On drawn scenes, in which it is known what the subject is. */
class SubjectCutterTest {
  @ParameterizedTest
  @CsvSource({"300, 400", "960, 1280", "1000, 700"})
  void findsAPersonByTheFace(int width, int height) {
    try (Photo photo = Photos.photo(Scenes.person(width, height))) {
      assertThat(overlap(photo, cutter(face(width, height)))).isGreaterThan(.97);
    }
  }

  @Test
  void findsWhatIsInTheMiddleWhereNoFaceIsSeen() {
    try (Photo photo = Photos.photo(Scenes.person(480, 640))) {
      assertThat(overlap(photo, new SubjectCutter(HeadFinder.none()))).isGreaterThan(.95);
    }
  }

  @Test
  void leavesOutWhoIsNotMeant() {
    var picture = new BufferedImage(800, 500, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.drawImage(Scenes.person(400, 500), 0, 0, null);
    pen.drawImage(Scenes.person(400, 500), 400, 0, null);
    pen.dispose();
    Head left = face(400, 500);
    Head right = left.from(-400, 0);
    try (Photo photo = Photos.photo(picture)) {
      Matte one = SubjectCutter.cut(photo, List.of(left), List.of(right)).orElseThrow();
      Matte both = cutter(left, right).cut(photo, new Cancellation()).orElseThrow();

      assertThat(one.share()).isBetween(both.share() * .42, both.share() * .58);
      assertThat(opacity(one, photo)[250 * 800 + 600]).isLessThan(.1f);
      assertThat(opacity(both, photo)[250 * 800 + 600]).isGreaterThan(.9f);
    }
  }

  @Test
  void doesNotCountWhoIsFarBehind() {
    Head near = new Head(100, 100, 200, 230);
    Head far = new Head(350, 80, 380, 120);
    try (Photo photo = Photos.photo(Scenes.person(600, 500))) {
      Optional<Matte> matte = cutter(near, far).cut(photo, new Cancellation());

      matte.ifPresent(found -> assertThat(opacity(found, photo)[100 * 600 + 365]).isLessThan(.5f));
    }
  }

  @Test
  void givesUpWhereNothingCanBeToldApart() {
    var flat = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = flat.createGraphics();
    pen.setColor(new Color(90, 110, 130));
    pen.fillRect(0, 0, 320, 240);
    pen.dispose();
    for (BufferedImage picture : List.of(flat, Scenes.clutter(320, 240, 1))) {
      try (Photo photo = Photos.photo(picture)) {
        assertThat(new SubjectCutter(HeadFinder.none()).cut(photo, new Cancellation())).isEmpty();
      }
    }
  }

  /** Whoever stands before a wall in the colours of the clothes and the skin is not cut out. */
  @Test
  void givesUpWhereAPersonHasTheColoursOfTheBackground() {
    var picture = new BufferedImage(320, 400, BufferedImage.TYPE_INT_RGB);
    try (Photo photo = Photos.photo(picture)) {
      assertThat(cutter(face(320, 400)).cut(photo, new Cancellation())).isEmpty();
    }
  }

  @Test
  void givesTheSameEachTime() {
    try (Photo photo = Photos.photo(Scenes.person(300, 400))) {
      SubjectCutter cutter = cutter(face(300, 400));

      assertThat(opacity(cutter.cut(photo, new Cancellation()).orElseThrow(), photo))
          .containsExactly(opacity(cutter.cut(photo, new Cancellation()).orElseThrow(), photo));
    }
  }

  static Head face(int width, int height) {
    double[] face = Scenes.whereTheFaceIs();
    return new Head(face[0] * width, face[1] * height, face[2] * width, face[3] * height);
  }

  static SubjectCutter cutter(Head... heads) {
    return new SubjectCutter((_, _) -> List.of(heads));
  }

  static float[] opacity(Matte matte, Photo photo) {
    var opacity = new float[photo.width() * photo.height()];
    Matte.Lines lines = matte.lines(photo);
    for (int y = 0; y < photo.height(); y++) {
      lines.read(y);
      System.arraycopy(lines.opacity(), 0, opacity, y * photo.width(), photo.width());
    }
    return opacity;
  }

  /** Of what was found and what is there, the part that both have. */
  private static double overlap(Photo photo, SubjectCutter cutter) {
    float[] opacity = opacity(cutter.cut(photo, new Cancellation()).orElseThrow(), photo);
    boolean[] person = Scenes.whereThePersonIs(photo.width(), photo.height());
    int common = 0;
    int together = 0;
    for (int i = 0; i < person.length; i++) {
      boolean found = opacity[i] > .5;
      common += found && person[i] ? 1 : 0;
      together += found || person[i] ? 1 : 0;
    }
    return (double) common / together;
  }
}
