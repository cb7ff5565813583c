package dev.likeness.ingest.intake;

import dev.likeness.contract.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
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
   * @param photos the submission's, in order
   */
  static String of(Submission submission, List<InputPhoto> photos) {
    Work work = submission.work();
    var print = new Fingerprint();
    print.add(VERSION);
    print.add(work.operation().name());
    print.add(photos.size());
    for (InputPhoto photo : photos) {
      switch (photo) {
        case InputPhoto.Here here -> print.add("sha256 " + here.photo().sha256());
        case InputPhoto.Remote remote -> print.add("url " + remote.url());
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
