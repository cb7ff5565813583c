package dev.likeness.worker.smoke;

import dev.likeness.contract.Sha256;
import dev.likeness.kit.blob.BlobStore;
import dev.likeness.kit.image.ImageFormat;
import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Operation;
import dev.likeness.worker.image.ImageEncoder;
import dev.likeness.worker.image.Photo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Made-up photos in the blob store, and attempts that work on them. */
final class SmokeJobs {
  private static final Duration TIME = Duration.ofMinutes(10);
  private static final int PHOTOS = 4;
  private static final int BLOCK = 64;
  private static final int FACE_PHOTO = 640;
  private static final int FACE_AT = 200;
  private static final double DISC = 6;

  /** Where eyes, nose and mouth are in an aligned face of 112 pixels, and what marks them. */
  private static final double[][] LANDMARKS = {{38, 52}, {74, 52}, {56, 72}, {42, 92}, {71, 92}};

  private static final int[] MARKS = {0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0x00ffff};

  private final List<BlobRef> photos;

  /**
   * @param side of the photos, in pixels
   */
  SmokeJobs(BlobStore blobs, int side) {
    this.photos =
        IntStream.range(0, PHOTOS).mapToObj(number -> stored(blobs, side, number)).toList();
  }

  /** An attempt at an operation; further numbers take further photos. */
  JobAttempt attempt(Operation operation, int number) {
    BlobRef first = photos.get(number % PHOTOS);
    BlobRef second = photos.get((number + 1) % PHOTOS);
    var spec = JobSpec.newBuilder().setOperation(operation).setOutputCount(1);
    switch (operation) {
      case ENHANCE -> spec.setInputs(List.of(first));
      case EDIT -> spec.setInputs(List.of(first)).setPrompt("brighter, warmer, more contrast");
      case REMIX -> spec.setInputs(List.of(first, second));
      case GENERATE -> spec.setPrompt("a red house on a green hill");
      case TRAIN -> spec.setInputs(photos);
    }
    String id = "smoke-" + operation + "-" + number;
    return JobAttempt.newBuilder()
        .setJobId(id)
        .setAccount("smoke")
        .setAttemptId(id + "-1")
        .setAttemptNumber(1)
        .setSpec(spec.build())
        .setReleasedAt(Instant.now())
        .setDeadline(Instant.now().plus(TIME))
        .build();
  }

  /** A drawn face as the tiny models know one: discs of five colours; the caller closes it. */
  static Photo markedFace() {
    Photo photo = Photo.allocate(FACE_PHOTO, FACE_PHOTO);
    ByteBuffer pixels = photo.pixels();
    for (int y = 0; y < FACE_PHOTO; y++) {
      for (int x = 0; x < FACE_PHOTO; x++) {
        int rgb = faceColour(x, y);
        pixels.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
      }
    }
    return photo;
  }

  private static int faceColour(int x, int y) {
    for (int i = 0; i < LANDMARKS.length; i++) {
      double right = x - FACE_AT - LANDMARKS[i][0];
      double down = y - FACE_AT - LANDMARKS[i][1];
      if (Math.hypot(right, down) < DISC) {
        return MARKS[i];
      }
    }
    return 0x646464 + (x / BLOCK % 2) * 0x1e0000 + (y / BLOCK % 2) * 0x1e00;
  }

  private static BlobRef stored(BlobStore blobs, int side, int number) {
    byte[] jpeg = jpeg(side, new Random(number));
    String key = "smoke/photo-" + number + ".jpg";
    blobs.put(key, jpeg);
    return BlobRef.newBuilder()
        .setKey(key)
        .setMediaType(ImageFormat.JPEG.mediaType())
        .setBytes(jpeg.length)
        .setSha256(Sha256.hex(jpeg))
        .build();
  }

  /** Blocks of colour on a slope of light, with the noise of a camera. */
  private static byte[] jpeg(int side, RandomGenerator random) {
    int[] tints = random.ints(3, -40, 40).toArray();
    try (Photo photo = Photo.allocate(side, side)) {
      ByteBuffer pixels = photo.pixels();
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          boolean dark = (x / BLOCK + y / BLOCK) % 2 == 0;
          int level = 60 + (x + y) * 100 / (2 * side) + (dark ? 0 : 40) + random.nextInt(12);
          for (int tint : tints) {
            pixels.put((byte) Math.clamp(level + (dark ? tint : -tint), 0, 255));
          }
        }
      }
      return new ImageEncoder().encode(photo, ImageFormat.JPEG);
    }
  }
}
