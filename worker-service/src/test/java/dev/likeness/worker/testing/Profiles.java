package dev.likeness.worker.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ICC profiles of version 2 and 4 for tests, written by hand. Source: ICC.1:2022. */
public final class Profiles {
  private static final int HEADER = 128;
  private static final double[] D50 = {.9642, 1, .8249};

  private Profiles() {}

  /** Display P3: the primaries of DCI-P3, adapted to D50, with the curve of sRGB. */
  public static byte[] displayP3() {
    var tags = new LinkedHashMap<String, byte[]>();
    tags.put("wtpt", xyz(D50));
    tags.put("rXYZ", xyz(.51512, .24119, -.00105));
    tags.put("gXYZ", xyz(.29198, .69224, .04188));
    tags.put("bXYZ", xyz(.15710, .06657, .78407));
    byte[] curve = srgbCurve();
    tags.put("rTRC", curve);
    tags.put("gTRC", curve);
    tags.put("bTRC", curve);
    return profile(0x04000000, "mntr", "RGB ", "XYZ ", tags);
  }

  /** Grey whose light is the sample to the power of gamma. */
  public static byte[] grey(double gamma) {
    var tags = new LinkedHashMap<String, byte[]>();
    tags.put("wtpt", xyz(D50));
    tags.put(
        "kTRC",
        ByteBuffer.allocate(16)
            .put(ascii("curv"))
            .putInt(8, 1)
            .putShort(12, (short) Math.round(gamma * 256))
            .array());
    return profile(0x02400000, "mntr", "GRAY", "XYZ ", tags);
  }

  /**
   * Four inks by a table of their extremes.
   *
   * @param lab for none and all of each ink (cyan slowest, black fastest): L 0..100, a, b
   */
  public static byte[] inks(List<int[]> lab) {
    var there = new ByteArrayOutputStream();
    for (int[] colour : lab) {
      there.write((int) Math.round(colour[0] * 2.55));
      there.write(colour[1] + 128);
      there.write(colour[2] + 128);
    }
    byte[] back = new byte[8 * 4]; // nobody prints with it, but it has to be there
    var tags = new LinkedHashMap<String, byte[]>();
    tags.put("wtpt", xyz(D50));
    tags.put("A2B0", table(4, 3, there.toByteArray()));
    tags.put("B2A0", table(3, 4, back));
    return profile(0x02400000, "prtr", "CMYK", "Lab ", tags);
  }

  /** A table of type lut8 with two points for each input, between straight curves. */
  private static byte[] table(int inputs, int outputs, byte[] points) {
    ByteBuffer head = ByteBuffer.allocate(48).put(ascii("mft1"));
    head.put(8, (byte) inputs).put(9, (byte) outputs).put(10, (byte) 2);
    for (int i = 0; i < 3; i++) {
      head.putInt(12 + 16 * i, 0x10000);
    }
    var table = new ByteArrayOutputStream();
    table.writeBytes(head.array());
    curves(table, inputs);
    table.writeBytes(points);
    curves(table, outputs);
    return table.toByteArray();
  }

  private static void curves(ByteArrayOutputStream table, int count) {
    for (int i = 0; i < count * 256; i++) {
      table.write(i & 255);
    }
  }

  private static byte[] profile(
      int version, String kind, String space, String connection, Map<String, byte[]> tags) {
    var body = new ByteArrayOutputStream();
    int first = HEADER + 4 + 12 * tags.size();
    ByteBuffer table = ByteBuffer.allocate(first - HEADER).putInt(tags.size());
    for (var tag : tags.entrySet()) {
      table.put(ascii(tag.getKey())).putInt(first + body.size()).putInt(tag.getValue().length);
      body.writeBytes(tag.getValue());
      while (body.size() % 4 != 0) {
        body.write(0);
      }
    }
    ByteBuffer whole = ByteBuffer.allocate(first + body.size());
    whole.putInt(0, whole.capacity()).putInt(8, version);
    whole.put(12, ascii(kind)).put(16, ascii(space)).put(20, ascii(connection));
    whole.put(36, ascii("acsp"));
    for (int i = 0; i < 3; i++) {
      whole.putInt(68 + 4 * i, fixed(D50[i]));
    }
    return whole.put(HEADER, table.array()).put(first, body.toByteArray()).array();
  }

  private static byte[] xyz(double... value) {
    ByteBuffer tag = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
    for (double part : value) {
      tag.putInt(fixed(part));
    }
    return tag.array();
  }

  /** IEC 61966-2-1 as a parametric curve of kind 3. */
  private static byte[] srgbCurve() {
    ByteBuffer tag = ByteBuffer.allocate(32).put(ascii("para")).putInt(0).putShort((short) 3);
    tag.putShort((short) 0);
    for (double part : new double[] {2.4, 1 / 1.055, .055 / 1.055, 1 / 12.92, .04045}) {
      tag.putInt(fixed(part));
    }
    return tag.array();
  }

  /** All sixteen combinations of inks, from those that matter; the others are dark. */
  public static List<int[]> lab(Map<Integer, int[]> chosen) {
    var all = new ArrayList<int[]>();
    for (int i = 0; i < 16; i++) {
      all.add(chosen.getOrDefault(i, new int[] {20, 0, 0}));
    }
    return all;
  }

  private static int fixed(double value) {
    return (int) Math.round(value * 65_536);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
