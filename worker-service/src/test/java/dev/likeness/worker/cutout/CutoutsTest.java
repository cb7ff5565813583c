package dev.likeness.worker.cutout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.image.Cutout;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutoutsTest {
  @Test
  void cutsAPersonOut() {
    try (Photo photo = Photos.photo(Scenes.person(600, 800));
        Cutout cutout = cutout(photo, SubjectCutterTest.face(600, 800))) {
      // Hair begins at 13% of the height, the coat spans 80% of the width at the lower edge.
      assertThat(cutout.height()).isBetween(680, 712);
      assertThat(cutout.width()).isBetween(460, 500);
      int last = (cutout.height() - 2) * cutout.width();
      assertThat(cutout.opacity()[last + cutout.width() / 2] & 255).isEqualTo(255);
      assertThat(cutout.opacity()[0] & 255).isLessThan(30);
    }
  }

  @Test
  void isNotLargerThanItNeedsToBe() {
    try (Photo photo = Photos.photo(Scenes.person(2400, 3200));
        Cutout cutout = cutout(photo, SubjectCutterTest.face(2400, 3200))) {
      assertThat(Math.max(cutout.width(), cutout.height())).isLessThanOrEqualTo(Cutouts.LARGEST);
    }
  }

  /** The wall is light; an edge that had some of it would be light too. */
  @Test
  void takesTheLightOfTheBackgroundOffTheEdges() {
    try (Photo photo = Photos.photo(Scenes.person(600, 800));
        Cutout cutout = cutout(photo, SubjectCutterTest.face(600, 800))) {
      int half = 0;
      long red = 0;
      for (int i = cutout.width() * (cutout.height() - 120); i < cutout.opacity().length; i++) {
        int opacity = cutout.opacity()[i] & 255;
        if (opacity > 60 && opacity < 200) {
          half++;
          red += Photos.rgb(cutout.colours(), i % cutout.width(), i / cutout.width()) >> 16;
        }
      }
      // The coat has 30, the wall about 200.
      assertThat(half).isPositive();
      assertThat(red / half).isLessThan(85);
    }
  }

  @Test
  void isReadAsItWasWritten() {
    try (Photo photo = Photos.photo(Scenes.person(300, 400));
        Cutout cutout = cutout(photo, SubjectCutterTest.face(300, 400));
        Cutout again = Cutout.read(cutout.png())) {
      assertThat(again.opacity()).isEqualTo(cutout.opacity());
      assertThat(Photos.bytes(again.colours())).isEqualTo(Photos.bytes(cutout.colours()));
    }
  }

  @Test
  void refusesAHeadThatThePhotoCutsOff() {
    var half = new BufferedImage(300, 800, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = half.createGraphics();
    pen.drawImage(Scenes.person(600, 800), 0, 0, null);
    pen.dispose();
    try (Photo photo = Photos.photo(half)) {
      Head face = SubjectCutterTest.face(600, 800);

      assertThat(
              Cutouts.of(photo, new Head(face.left(), face.top(), 300, face.bottom()), List.of()))
          .isEmpty();
    }
  }

  @Test
  void cutsOutAThing() {
    var picture = new BufferedImage(500, 400, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(new Color(190, 205, 170));
    pen.fillRect(0, 0, 500, 400);
    pen.setColor(new Color(150, 70, 30));
    pen.fillOval(150, 100, 200, 220);
    pen.dispose();
    try (Photo photo = Photos.photo(picture);
        Cutout cutout =
            Cutout.read(Cutouts.of(photo, new Frame(150, 100, 200, 220)).orElseThrow())) {
      assertThat(cutout.width()).isBetween(196, 206);
      assertThat(cutout.height()).isBetween(216, 226);
    }
  }

  private static Cutout cutout(Photo photo, Head face) {
    return Cutout.read(Cutouts.of(photo, face, List.of()).orElseThrow());
  }
}
