package dev.likeness.worker.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells files that stand for a model and are none: what a download left empty, and the pointers
 * that Git LFS leaves where the files themselves were not fetched (Git LFS specification, "The
 * Pointer").
 */
final class FileStub {
  private static final String POINTER = "version https://git-lfs.github.com/spec/";

  /** Bytes of a file that have to be looked at. */
  static final int LENGTH = POINTER.length();

  private FileStub() {}

  /**
   * What is wrong with a file that begins so, as the end of a sentence that its name begins; empty
   * if it may be a model.
   */
  static Optional<String> in(byte[] head) {
    if (head.length == 0) {
      return Optional.of("is empty: download it again");
    }
    return new String(head, StandardCharsets.ISO_8859_1).equals(POINTER)
        ? Optional.of(
            "is a Git LFS pointer and not the file itself: run git lfs pull in the folder that it"
                + " comes from")
        : Optional.empty();
  }
}
