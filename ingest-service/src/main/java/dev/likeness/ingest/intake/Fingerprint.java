package dev.likeness.ingest.intake;

import dev.likeness.contract.Sha256;
import dev.likeness.ingest.photos.Photo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a submission in a canonical form: tells a retry from another request under the same
 * {@code client_request_id}. Everything that the customer said is in it, except that value itself;
 * photos by the SHA-256 of their bytes, or by their URL, since what a URL leads to may change
 * between retries. A change of the form makes retries across the upgrade look like other requests:
 * change the version with it.
 */
final class Fingerprint {
  private static final String VERSION = "2";

  private final MessageDigest digest = Sha256.digest();

  private Fingerprint() {}

  /**
   * @param inputs the submission's photos, as obtained
   */
  static String of(Submission submission, List<Photo> inputs) {
    return of(submission, i -> inputs.get(i).sha256());
  }

  /** As {@link #of(Submission, List)}, before the photos were looked at. */
  static String of(Submission submission) {
    return of(
        submission,
        i ->
            switch (submission.work().images().get(i)) {
              case ImageSource.Inline inline -> Sha256.hex(inline.bytes());
              case ImageSource.AtUrl _ -> ""; // not asked for
            });
  }

  private static String of(Submission submission, IntFunction<String> sha256) {
    Work work = submission.work();
    List<ImageSource> images = work.images();
    var print = new Fingerprint();
    print.add(VERSION);
    print.add(work.operation().name());
    print.add(images.size());
    for (int i = 0; i < images.size(); i++) {
      switch (images.get(i)) {
        case ImageSource.Inline _ -> print.add("sha256 " + sha256.apply(i));
        case ImageSource.AtUrl at -> print.add("url " + at.url());
      }
    }
    print.add(work.prompt());
    print.add(work.listedProfiles().size());
    work.listedProfiles().forEach(print::add);
    print.add(work.outputCount());
    print.add(work.outputFormat().name());
    print.add(work.responseMode().name());
    print.add(submission.async() ? "async" : "sync");
    print.add(submission.callbackUrl());
    print.add(submission.tag());
    print.add(work.parameters().size());
    new TreeMap<>(work.parameters())
        .forEach(
            (name, value) -> {
              print.add(name);
              print.add(value);
            });
    return HexFormat.of().formatHex(print.digest.digest());
  }

  private void add(int number) {
    add(Integer.toString(number));
  }

  /** Length before content: no two lists of fields give the same bytes. */
  private void add(@Nullable String text) {
    byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(text == null ? -1 : bytes.length).flip());
    digest.update(bytes);
  }
}
