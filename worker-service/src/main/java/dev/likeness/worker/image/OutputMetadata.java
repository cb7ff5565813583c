package dev.likeness.worker.image;

import dev.likeness.kit.image.ImageFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Puts the only metadata into an output that it has: an XMP packet with its {@link AiMark}, and in
 * a PNG that its colours are sRGB (a JPEG without a profile is). Sources: XMP specification part 3
 * (JPEG marker APP1, PNG chunk iTXt), ISO/IEC 15948 section 11.3.
 */
final class OutputMetadata {
  private static final String XMP_IN_JPEG = "http://ns.adobe.com/xap/1.0/\0";
  private static final String XMP_IN_PNG = "XML:com.adobe.xmp\0\0\0\0\0";
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;

  /** Signature, and the first chunk, which holds the size. */
  private static final int PNG_HEAD = 8 + 25;

  private OutputMetadata() {}

  /** The file as our encoder wrote it, with the mark. */
  static byte[] marked(byte[] file, ImageFormat format, AiMark mark) {
    byte[] xmp = xmp(mark);
    return switch (format) {
      case JPEG -> insert(file, jpegHead(file), segment(xmp));
      case PNG -> insert(file, PNG_HEAD, join(chunk("sRGB", new byte[] {0}), text(xmp)));
      case WEBP, GIF, HEIF, AVIF -> throw new IllegalArgumentException(format + " is not written");
    };
  }

  private static byte[] xmp(AiMark mark) {
    return """
    <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
     <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about=""
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmp:CreatorTool="Likeness"
        Iptc4xmpExt:DigitalSourceType="%s"/>
     </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="r"?>\
    """
        .formatted(mark.uri())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** After the start of image, and the JFIF segment, which must be the first. */
  private static int jpegHead(byte[] jpeg) {
    boolean jfif = (jpeg[3] & 255) == APP0;
    return jfif ? 4 + (ByteBuffer.wrap(jpeg).getShort(4) & 0xffff) : 2;
  }

  private static byte[] segment(byte[] xmp) {
    byte[] name = XMP_IN_JPEG.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(4 + name.length + xmp.length)
        .put((byte) 0xff)
        .put((byte) APP1)
        .putShort((short) (2 + name.length + xmp.length))
        .put(name)
        .put(xmp)
        .array();
  }

  private static byte[] text(byte[] xmp) {
    return chunk("iTXt", join(XMP_IN_PNG.getBytes(StandardCharsets.US_ASCII), xmp));
  }

  private static byte[] chunk(String name, byte[] content) {
    byte[] body = join(name.getBytes(StandardCharsets.US_ASCII), content);
    var check = new CRC32();
    check.update(body);
    return ByteBuffer.allocate(8 + body.length)
        .putInt(content.length)
        .put(body)
        .putInt((int) check.getValue())
        .array();
  }

  private static byte[] insert(byte[] file, int at, byte[] part) {
    var whole = new ByteArrayOutputStream(file.length + part.length);
    whole.write(file, 0, at);
    whole.writeBytes(part);
    whole.write(file, at, file.length - at);
    return whole.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
