package dev.likeness.worker.heif;

import dev.likeness.worker.image.HeifPixels.Raw;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/**
 * The process that decodes: takes files from standard input and answers on standard output, until
 * the input ends. A file is its length and its bytes; an answer is {@link #PIXELS}, width, height
 * and the pixels, or {@link #DAMAGED}. {@link #READY} comes first, once the libraries are loaded.
 */
final class HeifChild {
  static final int READY = 7;
  static final int PIXELS = 1;
  static final int DAMAGED = 2;

  private HeifChild() {}

  /** Takes two arguments: the most pixels, and the most bytes of a file. */
  public static void main(String[] arguments) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(System.in));
    var out = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    System.setOut(System.err); // what a library prints must not get in between
    var heif = new FfmpegHeif(Long.parseLong(arguments[0]));
    int mostBytes = Integer.parseInt(arguments[1]);
    out.write(READY);
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
      answer(heif, in.readNBytes(length), out);
    }
  }

  private static void answer(FfmpegHeif heif, byte[] file, DataOutputStream out)
      throws IOException {
    Raw raw;
    try {
      raw = heif.read(file);
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
