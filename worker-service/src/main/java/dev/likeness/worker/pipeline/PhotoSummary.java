package dev.likeness.worker.pipeline;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.ElementType;
import dev.likeness.worker.model.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A photo as the analysis sees it, whatever its size: a small square picture of all of it, by
 * averaging, and a grid of small cut-outs in full size, which show its noise.
 */
record PhotoSummary(Tensor thumbnail, Tensor samples) {
  static final int THUMBNAIL = 128;
  static final int SAMPLES_A_SIDE = 8;
  static final int SAMPLES = SAMPLES_A_SIDE * SAMPLES_A_SIDE;
  static final int SAMPLE = 32;

  static PhotoSummary of(Photo photo) {
    return new PhotoSummary(thumbnail(photo), samples(photo));
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
