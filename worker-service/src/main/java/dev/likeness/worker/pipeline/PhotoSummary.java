package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A photo as the analysis sees it, whatever its size: a small square picture of all of it, by
 * averaging; where faces are in that picture; and a grid of small cut-outs in full size, which show
 * noise and sharpness.
 *
 * @param faces 1 in a face and 0 elsewhere, [1,1,height,width]
 */
record PhotoSummary(Tensor thumbnail, Tensor faces, Tensor samples) {
  static final int THUMBNAIL = 128;
  static final int SAMPLES_A_SIDE = 8;
  static final int SAMPLES = SAMPLES_A_SIDE * SAMPLES_A_SIDE;
  static final int SAMPLE = 32;

  /** Part of a face's box that is skin for sure, seen from its middle. */
  private static final double SKIN = .8;

  static PhotoSummary of(Photo photo, List<FaceArea> faces) {
    return new PhotoSummary(thumbnail(photo), faces(photo, faces), samples(photo));
  }

  private static Tensor faces(Photo photo, List<FaceArea> faces) {
    float[] shown = new float[THUMBNAIL * THUMBNAIL];
    for (int row = 0; row < THUMBNAIL; row++) {
      double y = (row + .5) * photo.height() / THUMBNAIL;
      for (int column = 0; column < THUMBNAIL; column++) {
        double x = (column + .5) * photo.width() / THUMBNAIL;
        if (faces.stream().anyMatch(face -> face.distance(x, y) < SKIN)) {
          shown[row * THUMBNAIL + column] = 1;
        }
      }
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Float.BYTES * shown.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(shown);
    List<Long> shape = List.of(1L, 1L, (long) THUMBNAIL, (long) THUMBNAIL);
    return new Tensor(ElementType.FLOAT32, shape, bytes);
  }

  private static Tensor thumbnail(Photo photo) {
    return Tensor.image(THUMBNAIL, THUMBNAIL, Thumbnail.of(photo, THUMBNAIL));
  }

  private static Tensor samples(Photo photo) {
    ByteBuffer pixels = photo.pixels();
    ByteBuffer samples = ByteBuffer.allocateDirect(SAMPLES * SAMPLE * SAMPLE * 3);
    byte[] row = new byte[SAMPLE * Photo.CHANNELS];
    int width = Math.min(SAMPLE, photo.width());
    for (int i = 0; i < SAMPLES; i++) {
      int left = start(i % SAMPLES_A_SIDE, photo.width());
      int top = start(i / SAMPLES_A_SIDE, photo.height());
      for (int y = top; y < top + SAMPLE; y++) {
        // A photo smaller than a cut-out repeats its last line.
        int line = Math.min(y, photo.height() - 1);
        pixels.get(photo.offset(left, line), row, 0, width * Photo.CHANNELS);
        for (int at = width * Photo.CHANNELS; at < row.length; at++) {
          row[at] = row[at - Photo.CHANNELS];
        }
        samples.put(row);
      }
    }
    List<Long> shape = List.of((long) SAMPLES, (long) SAMPLE, (long) SAMPLE, 3L);
    return new Tensor(ElementType.UINT8, shape, samples.flip());
  }

  private static int start(int index, int size) {
    return Math.max(0, size - SAMPLE) * index / (SAMPLES_A_SIDE - 1);
  }
}
