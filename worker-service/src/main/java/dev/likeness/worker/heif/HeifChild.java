package dev.likeness.worker.heif;

import dev.likeness.kit.image.ImageHeader;
import dev.likeness.kit.image.ImageLimits;
import dev.likeness.worker.image.HeifPixels.Raw;
import dev.likeness.worker.image.SrgbConversion;
import dev.likeness.worker.sandbox.Sandbox;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The process that decodes: takes files from standard input and answers on standard output, until
 * the input ends. A file is its length and its bytes; an answer is {@link #PIXELS}, width, height
 * and the pixels, or {@link #DAMAGED}. {@link #READY} comes first, once the libraries are loaded
 * and the process is in its sandbox, with what the sandbox lacks.
 *
 * <p>In the sandbox nothing more can be loaded. So each way through the decoder is taken once
 * before, with a file of ours: whoever gives the decoder another way adds a file to {@link
 * #WARM_UP}.
 */
final class HeifChild {
  static final int READY = 7;
  static final int PIXELS = 1;
  static final int DAMAGED = 2;

  private static final List<String> WARM_UP =
      List.of(
          "single.heic",
          "grid.heic",
          "alpha.heic",
          "bits-10.heic",
          "gray.heic",
          "alpha.webp",
          "lossless.webp",
          "animated.webp",
          "alpha.avif",
          "bits-10.avif",
          "gray.avif");

  /** Numbers of H.273: primaries of wide colors, and how many ways there are to store light. */
  private static final int WIDE = 9;

  private static final int TRANSFERS = 19;

  private HeifChild() {}

  /** Takes two arguments: the most pixels, and the most bytes of a file. */
  public static void main(String[] arguments) throws IOException {
    // Not System.in: a stream with a buffer asks how much there is, which the sandbox refuses.
    var in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    var out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    System.setOut(System.err); // what a library prints must not get in between
    int mostBytes = Integer.parseInt(arguments[1]);
    var decoder =
        new PictureDecoder(
            new ImageLimits(mostBytes, Long.parseLong(arguments[0]), Integer.MAX_VALUE));
    warmUp(decoder);
    List<String> missing = Sandbox.enter(HeifChild.class, ImageHeader.class);
    out.write(READY);
    out.writeUTF(String.join(", ", missing));
    out.flush();
    while (true) {
      int length;
      try {
        length = in.readInt();
      } catch (EOFException e) {
        return; // the worker has ended
      }
      if (length < 0 || length > mostBytes) {
        throw new IOException("a file of " + length + " bytes");
      }
      answer(decoder, in.readNBytes(length), out);
    }
  }

  private static void warmUp(PictureDecoder decoder) throws IOException {
    for (String name : WARM_UP) {
      byte[] file;
      try (InputStream in = Objects.requireNonNull(HeifChild.class.getResourceAsStream(name))) {
        file = in.readAllBytes();
      }
      var _ = decoder.read(file);
      byte[] cut = Arrays.copyOf(file, file.length / 2);
      answer(decoder, cut, new DataOutputStream(OutputStream.nullOutputStream()));
    }
    for (int transfer = 0; transfer < TRANSFERS; transfer++) {
      SrgbConversion.of(WIDE, transfer, OptionalInt.empty())
          .ifPresent(conversion -> conversion.convert(new int[] {1, 2, 65_535}, 1));
    }
  }

  private static void answer(PictureDecoder decoder, byte[] file, DataOutputStream out)
      throws IOException {
    Raw raw;
    try {
      raw = decoder.read(file);
    } catch (IOException | RuntimeException e) {
      out.write(DAMAGED);
      out.flush();
      return;
    }
    out.write(PIXELS);
    out.writeInt(raw.width());
    out.writeInt(raw.height());
    out.write(raw.bgr());
    out.flush();
  }
}
