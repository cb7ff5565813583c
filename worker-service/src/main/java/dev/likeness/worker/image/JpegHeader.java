package dev.likeness.worker.image;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentData;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.SequentialByteArrayReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a JPEG says about its colours. Sources: ITU T.81 B.2.2 (frame header); ICC.1:2022 annex B.4
 * (profile in APP2 segments).
 *
 * @param components of a pixel: 1 grey, 3 colours, 4 inks; 0 if that is damaged
 * @param profile ICC profile, joined from its segments
 */
record JpegHeader(int components, Optional<byte[]> profile) {
  private static final byte[] ICC = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SEQUENCE = ICC.length;
  private static final int CONTENT = ICC.length + 2;
  private static final int COMPONENTS = 5;
  private static final List<JpegSegmentType> FRAMES =
      List.of(
          JpegSegmentType.SOF0,
          JpegSegmentType.SOF1,
          JpegSegmentType.SOF2,
          JpegSegmentType.SOF3,
          JpegSegmentType.SOF9,
          JpegSegmentType.SOF10);

  static JpegHeader of(byte[] file) {
    var types = new ArrayList<>(FRAMES);
    types.add(JpegSegmentType.APP2);
    try {
      JpegSegmentData segments =
          JpegSegmentReader.readSegments(new SequentialByteArrayReader(file), types);
      return new JpegHeader(components(segments), profile(segments));
    } catch (JpegProcessingException | IOException e) {
      return new JpegHeader(0, Optional.empty());
    }
  }

  /** Bytes of heap for a pixel while its colours are converted: as stored, and as sRGB. */
  int convertedBytes() {
    boolean converted = components == 4 || profile.isPresent();
    return converted ? components + 3 : 3;
  }

  private static int components(JpegSegmentData segments) {
    for (JpegSegmentType type : FRAMES) {
      byte[] frame = segments.getSegment(type);
      if (frame != null && frame.length > COMPONENTS) {
        return frame[COMPONENTS];
      }
    }
    return 0;
  }

  private static Optional<byte[]> profile(JpegSegmentData segments) {
    var profile = new ByteArrayOutputStream();
    var parts = new ArrayList<byte[]>();
    for (byte[] segment : segments.getSegments(JpegSegmentType.APP2)) {
      if (segment.length > CONTENT && Arrays.equals(segment, 0, ICC.length, ICC, 0, ICC.length)) {
        parts.add(segment);
      }
    }
    parts.sort(Comparator.comparingInt(part -> part[SEQUENCE] & 255));
    parts.forEach(part -> profile.write(part, CONTENT, part.length - CONTENT));
    return parts.isEmpty() ? Optional.empty() : Optional.of(profile.toByteArray());
  }
}
