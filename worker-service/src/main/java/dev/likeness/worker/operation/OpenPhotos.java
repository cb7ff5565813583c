package dev.likeness.worker.operation;

import dev.likeness.worker.image.Photo;
import java.util.ArrayList;
import java.util.List;

/** Photos that are needed until a job is done. */
final class OpenPhotos implements AutoCloseable {
  private final List<Photo> photos = new ArrayList<>();

  /** Takes a photo over. */
  Photo own(Photo photo) {
    photos.add(photo);
    return photo;
  }

  @Override
  public void close() {
    photos.forEach(Photo::close);
  }
}
