package dev.likeness.kit.blob;

import dev.likeness.contract.HmacSha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/**
 * URLs of blobs on the embedded store: {@code <base>/v1/phota/files/<key>?expires=<epoch
 * second>&signature=<hex>}. Whoever has the URL may read the blob until it expires; the signature
 * covers key and expiry. Thread safe.
 */
public final class SignedUrls {
  public static final String PATH = "/v1/phota/files/";

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

  /** Whether the signature is ours and {@code now} is before the expiry. */
  public boolean accepts(String blobKey, long expires, String signature, Instant now) {
    byte[] expected = signature(blobKey, expires).getBytes(StandardCharsets.US_ASCII);
    boolean genuine = MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
    return genuine && now.getEpochSecond() < expires;
  }

  private String signature(String blobKey, long expires) {
    byte[] signed = (blobKey + "\n" + expires).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(HmacSha256.of(key, signed));
  }
}
