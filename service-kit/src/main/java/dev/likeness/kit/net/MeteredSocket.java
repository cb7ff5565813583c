package dev.likeness.kit.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that tells the {@link AnswerMeter} of the call that reads it about each byte. */
final class MeteredSocket extends Socket {

  @Override
  public InputStream getInputStream() throws IOException {
    return new MeteredInput(super.getInputStream());
  }

  private static final class MeteredInput extends FilterInputStream {
    MeteredInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      count(read);
      return read;
    }

    /** Nobody's call reads where an idle connection is looked after. */
    private static void count(int bytes) throws IOException {
      if (bytes > 0 && AnswerMeter.CURRENT.isBound()) {
        AnswerMeter.CURRENT.get().received(bytes);
      }
    }
  }
}
