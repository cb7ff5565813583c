package dev.likeness.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.icc.IccDirectory;
import com.drew.metadata.png.PngDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.worker.heif.HeifProcess;
import dev.likeness.worker.testing.ImageFiles;
import dev.likeness.worker.testing.Photos;
import dev.likeness.worker.testing.Profiles;
import dev.likeness.worker.testing.Scenes;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageEncoderTest {
  private static final String SECRET = "Elm-Street-12";

  private final HeifProcess process = HeifProcess.start(DecodeLimits.standard()).orElseThrow();
  private final ImageDecoder decoder =
      new ImageDecoder(DecodeLimits.standard(), Optional.of(process), true);
  private final ImageEncoder encoder = new ImageEncoder();

  @AfterAll
  void close() {
    process.close();
  }

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
    "JPEG, COMPOSED, compositeSynthetic",
    "PNG, UNTOUCHED, algorithmicallyEnhanced",
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

  @ParameterizedTest
  @EnumSource(names = {"JPEG", "PNG"})
  void leavesAllMetadataBehind(ImageFormat format) throws Exception {
    for (byte[] taken : filesThatTellTooMuch()) {
      try (Photo photo = decoder.decode(taken)) {
        byte[] written = encoder.encode(photo, format, AiMark.EDITED);

        assertThat(new String(taken, StandardCharsets.ISO_8859_1)).contains(SECRET);
        assertThat(new String(written, StandardCharsets.ISO_8859_1))
            .doesNotContain(SECRET)
            .doesNotContain("ICC_PROFILE")
            .doesNotContain("iCCP")
            .doesNotContain("eXIf");
        var metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(written));
        assertThat(metadata.containsDirectoryOfType(ExifIFD0Directory.class)).isFalse();
        assertThat(metadata.containsDirectoryOfType(GpsDirectory.class)).isFalse();
        assertThat(metadata.containsDirectoryOfType(IccDirectory.class)).isFalse();
      }
    }
  }

  /** EXIF with a position, XMP, IPTC, a comment, a profile's name: each tells where and who. */
  private static List<byte[]> filesThatTellTooMuch() throws Exception {
    byte[] secret = SECRET.getBytes(StandardCharsets.US_ASCII);
    byte[] profile = Profiles.displayP3();
    System.arraycopy(secret, 0, profile, 80, 4); // the creator's signature
    byte[] exif = bytes("Exif\0\0", new String(gps(), StandardCharsets.ISO_8859_1));
    byte[] jpeg = ImageFiles.file(Scenes.house(64, 48), "jpg");
    jpeg = ImageFiles.jpegWithProfile(jpeg, profile);
    jpeg = ImageFiles.jpegWithSegment(jpeg, 0xfe, secret);
    jpeg = ImageFiles.jpegWithSegment(jpeg, 0xed, bytes("Photoshop 3.0\0", SECRET));
    jpeg = ImageFiles.jpegWithSegment(jpeg, 0xe1, bytes("http://ns.adobe.com/xap/1.0/\0", SECRET));
    jpeg = ImageFiles.jpegWithSegment(jpeg, 0xe1, exif);
    byte[] png = ImageFiles.file(Scenes.house(64, 48), "png");
    png = ImageFiles.pngWithProfile(png, profile);
    png = ImageFiles.pngWithChunk(png, "tEXt", bytes("Author\0", SECRET));
    png = ImageFiles.pngWithChunk(png, "iTXt", bytes("XML:com.adobe.xmp\0\0\0\0\0", SECRET));
    png = ImageFiles.pngWithChunk(png, "eXIf", gps());
    byte[] webp =
        ImageFiles.extendedWebp(ImageFiles.resource("/webp/lossless.webp"), 48, 32, profile, gps());
    return List.of(jpeg, png, webp);
  }

  /** A TIFF directory with a maker (the secret), and one with a position. */
  private static byte[] gps() {
    byte[] maker = SECRET.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer tiff = ByteBuffer.allocate(56 + maker.length + 1);
    tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8);
    tiff.putShort((short) 2);
    tiff.putShort((short) 0x10f).putShort((short) 2).putInt(maker.length + 1).putInt(56);
    tiff.putShort((short) 0x8825).putShort((short) 4).putInt(1).putInt(38);
    tiff.putInt(0);
    tiff.putShort((short) 1);
    tiff.putShort((short) 1).putShort((short) 2).putInt(2).put((byte) 'N').put(new byte[3]);
    tiff.putInt(0);
    return tiff.put(maker).array();
  }

  private static byte[] bytes(String name, String content) {
    return (name + content).getBytes(StandardCharsets.ISO_8859_1);
  }
}
