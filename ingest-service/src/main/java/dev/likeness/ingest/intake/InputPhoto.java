package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.Photo;

/** An input photo as it goes on its way from here. */
sealed interface InputPhoto {

  /** Came with the request, was looked at and can be stored. */
  record Here(Photo photo) implements InputPhoto {}

  /** Is still to be fetched; nobody has looked at it. */
  record Remote(String url) implements InputPhoto {}
}
