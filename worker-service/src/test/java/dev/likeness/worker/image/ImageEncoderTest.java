package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.icc.IccDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Scenes;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageEncoderTest {
  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.standard());
  private final ImageEncoder encoder = new ImageEncoder();

  @Test
  void writesPngsThatReadBackTheSame() {
    try (Photo photo = Photos.photo(Scenes.clutter(61, 47, 3));
        Photo again = decoder.decode(encoder.encode(photo, ImageFormat.PNG))) {
      assertThat(Photos.bytes(again)).isEqualTo(Photos.bytes(photo));
    }
  }

  @Test
  void writesJpegsThatLookTheSame() {
    try (Photo photo = Photos.photo(Scenes.house(160, 120));
        Photo again = decoder.decode(encoder.encode(photo, ImageFormat.JPEG))) {
      byte[] before = Photos.bytes(photo);
      byte[] after = Photos.bytes(again);
      double error = 0;
      for (int i = 0; i < before.length; i++) {
        error += Math.abs((before[i] & 255) - (after[i] & 255));
      }
      assertThat(error / before.length).isLessThan(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "JPEG, EDITED, compositeWithTrainedAlgorithmicMedia",
    "JPEG, GENERATED, trainedAlgorithmicMedia",
    "PNG, EDITED, compositeWithTrainedAlgorithmicMedia",
    "PNG, GENERATED, trainedAlgorithmicMedia"
  })
  void saysThatModelsHadAPartInIt(ImageFormat format, AiMark mark, String term) throws Exception {
    try (Photo photo = Photos.photo(Scenes.clutter(61, 47, 3))) {
      byte[] plain = encoder.encode(photo, format);
      byte[] marked = encoder.encode(photo, format, mark);

      var metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(marked));
      assertThat(metadata.getFirstDirectoryOfType(XmpDirectory.class).getXmpProperties())
          .containsEntry(
              "Iptc4xmpExt:DigitalSourceType",
              "http://cv.iptc.org/newscodes/digitalsourcetype/" + term);
      try (Photo one = decoder.decode(plain);
          Photo other = decoder.decode(marked)) {
        assertThat(Photos.bytes(other)).isEqualTo(Photos.bytes(one));
      }
      if (format == ImageFormat.PNG) {
        assertThat(metadata.getDirectoriesOfType(PngDirectory.class))
            .anyMatch(directory -> directory.containsTag(PngDirectory.TAG_SRGB_RENDERING_INTENT));
      }
    }
  }

  @Test
  void leavesAllMetadataBehind() throws Exception {
    byte[] taken = ImageFiles.jpegWithOrientation(ImageFiles.file(Scenes.house(64, 48), "jpg"), 6);

    try (Photo photo = decoder.decode(taken)) {
      var metadata =
          ImageMetadataReader.readMetadata(
              new ByteArrayInputStream(encoder.encode(photo, ImageFormat.JPEG)));
      assertThat(metadata.containsDirectoryOfType(ExifIFD0Directory.class)).isFalse();
      assertThat(metadata.containsDirectoryOfType(IccDirectory.class)).isFalse();
    }
  }
}
