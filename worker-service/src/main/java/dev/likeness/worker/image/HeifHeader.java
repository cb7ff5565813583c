package dev.likeness.worker.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a HEIF file says about its primary image. Read here and not by the decoder, so that a file
 * which claims to be huge does not reach native code. Source: ISO/IEC 14496-12 (boxes), ISO/IEC
 * 23008-12 (items and their properties).
 *
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param orientation how it becomes upright; what EXIF says does not count in these files
 * @param profile ICC profile of its colours
 */
record HeifHeader(int width, int height, Orientation orientation, Optional<byte[]> profile) {

  /** A box, without its length and name. */
  private record Box(String name, ByteBuffer content) {}

  /** The header of the primary image; empty if the file is damaged. */
  static Optional<HeifHeader> of(byte[] file) {
    try {
      return boxes(ByteBuffer.wrap(file), 0).stream()
          .filter(box -> box.name.equals("meta"))
          .findFirst()
          .flatMap(meta -> ofMeta(boxes(meta.content, 4)));
    } catch (RuntimeException e) { // all that reading beyond the end of a buffer throws
      return Optional.empty();
    }
  }

  private static Optional<HeifHeader> ofMeta(List<Box> meta) {
    List<Box> properties = boxes(find(meta, "iprp"), 0);
    List<Box> shared = boxes(find(properties, "ipco"), 0);
    int width = 0;
    int height = 0;
    byte[] profile = null;
    var turns = Turns.NONE;
    for (int index : associated(find(properties, "ipma"), primary(find(meta, "pitm")))) {
      ByteBuffer content = shared.get(index).content.duplicate();
      switch (shared.get(index).name) {
        case "ispe" -> {
          width = content.getInt(4);
          height = content.getInt(8);
        }
        case "irot" -> turns = turns.then(Turns.ofRotation(content.get(0) & 3));
        case "imir" -> turns = turns.then((content.get(0) & 1) == 0 ? Turns.FLIP : Turns.MIRROR);
        case "colr" -> {
          String kind = name(content, 0);
          if (kind.equals("prof") || kind.equals("rICC")) {
            profile = new byte[content.remaining() - 4];
            content.get(4, profile);
          }
        }
        default -> {} // how it is encoded
      }
    }
    return width > 0 && height > 0
        ? Optional.of(
            new HeifHeader(width, height, turns.orientation(), Optional.ofNullable(profile)))
        : Optional.empty();
  }

  private static long primary(ByteBuffer pitm) {
    return pitm.get(0) == 0 ? pitm.getShort(4) & 0xffff : Integer.toUnsignedLong(pitm.getInt(4));
  }

  /** Indices of the properties of an item, from 0, in the order in which they apply. */
  private static List<Integer> associated(ByteBuffer ipma, long item) {
    ByteBuffer in = ipma.duplicate();
    int version = in.get() & 255;
    boolean wide = (in.get(3) & 1) == 1;
    in.position(4);
    int items = in.getInt();
    for (int i = 0; i < items; i++) {
      long id = version == 0 ? in.getShort() & 0xffff : Integer.toUnsignedLong(in.getInt());
      var indices = new ArrayList<Integer>();
      int count = in.get() & 255;
      for (int k = 0; k < count; k++) {
        int index = wide ? in.getShort() & 0x7fff : in.get() & 0x7f;
        if (index > 0) {
          indices.add(index - 1);
        }
      }
      if (id == item) {
        return indices;
      }
    }
    return List.of();
  }

  private static ByteBuffer find(List<Box> boxes, String name) {
    return boxes.stream()
        .filter(box -> box.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no box " + name))
        .content;
  }

  /** Length (0: to the end; 1: a longer length follows) and name, then the content. */
  private static List<Box> boxes(ByteBuffer parent, int from) {
    var boxes = new ArrayList<Box>();
    int at = from;
    while (at + 8 <= parent.limit()) {
      long length = Integer.toUnsignedLong(parent.getInt(at));
      int head = length == 1 ? 16 : 8;
      if (length == 0) {
        length = (long) parent.limit() - at;
      } else if (length == 1) {
        length = parent.getLong(at + 8);
      }
      if (length < head || length > parent.limit() - at) {
        throw new IllegalArgumentException("a box is longer than what holds it");
      }
      boxes.add(
          new Box(name(parent, at + 4), parent.slice(at + head, Math.toIntExact(length) - head)));
      at += Math.toIntExact(length);
    }
    return boxes;
  }

  private static String name(ByteBuffer bytes, int at) {
    byte[] name = new byte[4];
    bytes.get(at, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /** Rotations and mirrorings one after the other: where a step right and a step down lead to. */
  private record Turns(int xx, int xy, int yx, int yy) {
    static final Turns NONE = new Turns(1, 0, 0, 1);
    static final Turns MIRROR = new Turns(-1, 0, 0, 1);
    static final Turns FLIP = new Turns(1, 0, 0, -1);
    private static final Turns LEFT = new Turns(0, 1, -1, 0);

    /** In the order of the EXIF tag. */
    private static final List<Turns> BY_ORIENTATION =
        Arrays.asList(
            NONE,
            MIRROR,
            new Turns(-1, 0, 0, -1),
            FLIP,
            new Turns(0, 1, 1, 0),
            new Turns(0, -1, 1, 0),
            new Turns(0, -1, -1, 0),
            LEFT);

    static Turns ofRotation(int quartersToTheLeft) {
      Turns turns = NONE;
      for (int i = 0; i < quartersToTheLeft; i++) {
        turns = turns.then(LEFT);
      }
      return turns;
    }

    Turns then(Turns next) {
      return new Turns(
          next.xx * xx + next.xy * yx,
          next.xx * xy + next.xy * yy,
          next.yx * xx + next.yy * yx,
          next.yx * xy + next.yy * yy);
    }

    Orientation orientation() {
      return Orientation.of(BY_ORIENTATION.indexOf(this) + 1);
    }
  }
}
