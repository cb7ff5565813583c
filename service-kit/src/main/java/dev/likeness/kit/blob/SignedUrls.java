package dev.likeness.kit.blob;

import dev.likeness.contract.HmacSha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * URLs of blobs on the embedded store: {@code <base>/v1/phota/files/<key>?expires=<epoch
 * second>&signature=<hex>}. Whoever has the URL may read the blob until it expires; the signature
 * covers key and expiry. Thread safe.
 */
public final class SignedUrls {
  public static final String PATH = "/v1/phota/files/";

  private static final Pattern FORM =
      Pattern.compile(
          Pattern.quote(PATH)
              + "([A-Za-z0-9._/-]+)[?]expires=([1-9][0-9]{0,11})&signature=([0-9a-f]{64})");

  /** Leave to read one blob until a time. */
  public record Grant(String blobKey, Instant expires) {}

  private final URI base;
  private final byte[] key;

  /**
   * @param base public address of the HTTP edge, without a path
   * @param masterSecret shared by the services that sign and the one that serves
   */
  public SignedUrls(URI base, String masterSecret) {
    this.base = base;
    this.key = ("signed-urls/v1/" + masterSecret).getBytes(StandardCharsets.UTF_8);
  }

  public URI sign(String blobKey, Instant expires) {
    long second = expires.getEpochSecond();
    return base.resolve(
        PATH
            + BlobKeys.checked(blobKey)
            + "?expires="
            + second
            + "&signature="
            + signature(blobKey, second));
  }

  /**
   * What somebody may read who asks for {@code pathAndQuery}, at {@code now}: nothing unless it is,
   * character for character, what {@link #sign} made. Every URL of a blob has this one form, so
   * that nothing on the way, no cache and no filter, takes one for two or two for one.
   *
   * @param pathAndQuery as it came, nothing decoded
   */
  public Optional<Grant> grant(String pathAndQuery, Instant now) {
    var parts = FORM.matcher(pathAndQuery);
    if (!parts.matches() || !BlobKeys.isWellFormed(parts.group(1))) {
      return Optional.empty();
    }
    long second = Long.parseLong(parts.group(2));
    byte[] expected = signature(parts.group(1), second).getBytes(StandardCharsets.US_ASCII);
    byte[] given = parts.group(3).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, given) && now.getEpochSecond() < second
        ? Optional.of(new Grant(parts.group(1), Instant.ofEpochSecond(second)))
        : Optional.empty();
  }

  private String signature(String blobKey, long expires) {
    byte[] signed = (blobKey + "\n" + expires).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(HmacSha256.of(key, signed));
  }
}
