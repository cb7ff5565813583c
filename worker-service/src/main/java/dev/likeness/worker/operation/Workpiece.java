package dev.likeness.worker.operation;

import dev.likeness.worker.image.Photo;
import java.util.function.UnaryOperator;

/** A photo that goes through several hands; owns the one it is now. */
final class Workpiece implements AutoCloseable {
  private Photo photo;

  /**
   * @param photo to own from now on
   */
  Workpiece(Photo photo) {
    this.photo = photo;
  }

  Photo photo() {
    return photo;
  }

  /**
   * Replaces the photo by what {@code change} makes of it.
   *
   * @return whether that is another one
   */
  boolean become(UnaryOperator<Photo> change) {
    Photo before = photo;
    photo = change.apply(before);
    if (photo == before) {
      return false;
    }
    before.close();
    return true;
  }

  @Override
  public void close() {
    photo.close();
  }
}
