package dev.likeness.worker.montage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.image.Cutout;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.testing.Photos;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MontageTest {
  private static final int BLUE = 0x3050A0;
  private static final int GREY = 0x808080;

  @Test
  void putsAPersonInTheMiddleOfTheLowerEdge() {
    try (Photo picture = plain(400, 400, GREY);
        Cutout person = block(100, 200)) {
      Montage.put(picture, List.of(person), 0);

      // 86% of the height, and half as wide: 172 by 344 pixels.
      assertThat(Photos.rgb(picture, 200, 399)).isEqualTo(BLUE);
      assertThat(Photos.rgb(picture, 117, 300)).isEqualTo(BLUE);
      assertThat(Photos.rgb(picture, 283, 300)).isEqualTo(BLUE);
      assertThat(Photos.rgb(picture, 200, 60)).isEqualTo(BLUE);
      assertThat(Photos.rgb(picture, 200, 50)).isNotEqualTo(BLUE);
      assertThat(Photos.rgb(picture, 110, 300)).isNotEqualTo(BLUE);
    }
  }

  @Test
  void putsPeopleSideBySide() {
    try (Photo picture = plain(600, 300, GREY);
        Cutout person = block(100, 200)) {
      Montage.put(picture, List.of(person, person, person), 0);

      for (int x : new int[] {100, 300, 500}) {
        assertThat(Photos.rgb(picture, x, 250)).isEqualTo(BLUE);
      }
      assertThat(Photos.rgb(picture, 200, 250)).isNotEqualTo(BLUE);
    }
  }

  @Test
  void arrangesFurtherPicturesDifferently() {
    for (int arrangement : new int[] {1, 2, 3}) {
      try (Photo first = plain(600, 300, GREY);
          Photo other = plain(600, 300, GREY);
          Cutout person = block(100, 200)) {
        Montage.put(first, List.of(person), 0);
        Montage.put(other, List.of(person), arrangement);

        assertThat(Photos.bytes(other)).isNotEqualTo(Photos.bytes(first));
      }
    }
  }

  @Test
  void castsASoftShadow() {
    try (Photo picture = plain(400, 400, GREY);
        Cutout person = block(100, 200)) {
      Montage.put(picture, List.of(person), 0);

      int beside = Photos.rgb(picture, 292, 350) & 255;
      int far = Photos.rgb(picture, 390, 100) & 255;
      assertThat(beside).isBetween(85, 122);
      assertThat(far).isBetween(127, 129);
    }
  }

  @Test
  void fadesWhereThePersonDoes() {
    byte[] half = new byte[100 * 200];
    Arrays.fill(half, (byte) 128);
    try (Photo picture = plain(400, 400, 0xFFFFFF);
        Cutout ghost = new Cutout(plain(100, 200, 0), half)) {
      Montage.put(picture, List.of(ghost), 0);

      // Half of white's light is stored as 188, and some of it is lost in the shadow.
      assertThat(Photos.rgb(picture, 200, 300) & 255).isBetween(165, 189);
    }
  }

  @Test
  void bringsTheLightALittleTowardsThatOfTheBackdrop() {
    try (Cutout person = block(100, 200);
        Photo night = plain(64, 64, 0x0A0F20);
        Photo snow = plain(64, 64, 0xF0F0F0);
        Photo sunset = plain(64, 64, 0xD08040)) {
      assertThat(LightMatch.of(person, night).stops()).isBetween(-.7, -.2);
      assertThat(LightMatch.of(person, snow).stops()).isBetween(.1, .35);
      assertThat(LightMatch.of(person, sunset).warmth()).isBetween(.1, .35);
    }
  }

  private static Cutout block(int width, int height) {
    byte[] opaque = new byte[width * height];
    Arrays.fill(opaque, (byte) 255);
    return new Cutout(plain(width, height, BLUE), opaque);
  }

  private static Photo plain(int width, int height, int rgb) {
    var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      picture.setRGB(i % width, i / width, rgb);
    }
    return Photos.photo(picture);
  }
}
