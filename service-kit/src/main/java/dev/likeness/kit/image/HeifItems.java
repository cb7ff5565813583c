package dev.likeness.kit.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables of a HEIF file: items, their data, their properties and what refers to what. Source:
 * ISO/IEC 14496-12 section 8.11 (meta box), ISO/IEC 23008-12 section 9 (properties).
 *
 * @param primary id of the item that is shown
 * @param types four letters for each item, for example {@code hvc1} or {@code grid}
 */
record HeifItems(
    Bytes file,
    long primary,
    Map<Long, String> types,
    Map<Long, List<Bytes>> extents,
    Map<Long, List<Property>> properties,
    List<Reference> references) {
  private static final Set<String> BRANDS =
      Set.of(
          "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "avif", "avis", "mif1",
          "mif2", "msf1", "miaf");
  private static final int MAX_BRANDS_LENGTH = 1024;
  private static final String NAME = "HEIF";

  /** A box, without its length and name. */
  record Box(String name, Bytes content) {}

  /** A property, with the name of its box. */
  record Property(String name, Bytes content) {}

  /** One item that refers to others. */
  record Reference(String kind, long from, List<Long> to) {}

  /** A list of brands comes first; one of still pictures is among them. */
  static boolean isHeif(Bytes file) {
    if (!file.has(4, "ftyp") || file.length() < 12) {
      return false;
    }
    int end = (int) Math.min(file.u32(0), Math.min(file.length(), MAX_BRANDS_LENGTH));
    for (int at = 8; at + 4 <= end; at += 4) {
      if (BRANDS.contains(file.text(at, 4))) {
        return true;
      }
    }
    return false;
  }

  static HeifItems of(Bytes file) {
    List<Box> meta =
        topLevel(file).filter(box -> box.name.equals("meta")).findFirst().stream()
            .flatMap(box -> boxes(after(box.content, 4)).stream())
            .toList();
    if (meta.isEmpty()) {
      throw file.length() < 12 || lastBoxIsCut(file)
          ? UnreadableImageException.cutOff(NAME)
          : UnreadableImageException.unsupported("A HEIF file without a still picture");
    }
    Optional<Bytes> data = find(meta, "idat");
    List<Box> properties = boxes(need(meta, "iprp"));
    return new HeifItems(
        file,
        id(need(meta, "pitm")),
        types(need(meta, "iinf")),
        locations(need(meta, "iloc"), file, data.orElse(file.part(0, 0))),
        properties(properties),
        find(meta, "iref").map(HeifItems::references).orElse(List.of()));
  }

  /** All bytes of an item. */
  byte[] data(long item) {
    List<Bytes> parts = extents.getOrDefault(item, List.of());
    long length = parts.stream().mapToLong(Bytes::length).sum();
    if (parts.isEmpty() || length > file.length()) {
      throw UnreadableImageException.damaged(NAME);
    }
    byte[] data = new byte[(int) length];
    int at = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.file(), part.begin(), data, at, part.length());
      at += part.length();
    }
    return data;
  }

  /** Items that an item refers to. */
  List<Long> referred(String kind, long from) {
    return references.stream()
        .filter(reference -> reference.kind.equals(kind) && reference.from == from)
        .flatMap(reference -> reference.to.stream())
        .toList();
  }

  /** Items that refer to an item. */
  List<Long> referring(String kind, long to) {
    return references.stream()
        .filter(reference -> reference.kind.equals(kind) && reference.to.contains(to))
        .map(Reference::from)
        .toList();
  }

  private static boolean lastBoxIsCut(Bytes file) {
    long at = 0;
    while (at + 8 <= file.length()) {
      at += Math.max(8, file.u32((int) at));
    }
    return at > file.length();
  }

  /** Boxes of the file up to the first that is none: what follows a photo is not part of it. */
  private static Stream<Box> topLevel(Bytes file) {
    var boxes = new ArrayList<Box>();
    int at = 0;
    while (at + 8 <= file.length()) {
      long length = length(file, at);
      if (length < 8 || length > file.length() - at) {
        break;
      }
      boxes.add(box(file, at, length));
      at += (int) length;
    }
    return boxes.stream();
  }

  private static List<Box> boxes(Bytes parent) {
    var boxes = new ArrayList<Box>();
    int at = 0;
    while (at + 8 <= parent.length()) {
      long length = length(parent, at);
      if (length < 8) {
        throw UnreadableImageException.damaged(NAME);
      }
      boxes.add(box(parent, at, length));
      at += (int) length;
    }
    return boxes;
  }

  /** Length of a box, with its head. 0: to the end; 1: a longer number follows. */
  private static long length(Bytes parent, int at) {
    long length = parent.u32(at);
    if (length == 0) {
      return (long) parent.length() - at;
    }
    return length == 1 && at + 16 <= parent.length() ? parent.number(at + 8, 8) : length;
  }

  private static Box box(Bytes parent, int at, long length) {
    int head = parent.u32(at) == 1 ? 16 : 8;
    return new Box(parent.text(at + 4, 4), parent.part(at + head, length - head));
  }

  private static Optional<Bytes> find(List<Box> boxes, String name) {
    return boxes.stream().filter(box -> box.name.equals(name)).map(Box::content).findFirst();
  }

  private static Bytes need(List<Box> boxes, String name) {
    return find(boxes, name).orElseThrow(() -> UnreadableImageException.damaged(NAME));
  }

  private static Bytes after(Bytes content, int head) {
    return content.part(head, content.length() - head);
  }

  private static long id(Bytes pitm) {
    return pitm.u8(0) == 0 ? pitm.u16(4) : pitm.u32(4);
  }

  private static Map<Long, String> types(Bytes iinf) {
    var types = new HashMap<Long, String>();
    for (Box entry : boxes(after(iinf, iinf.u8(0) == 0 ? 6 : 8))) {
      int version = entry.content.u8(0);
      if (entry.name.equals("infe") && version >= 2) {
        boolean wide = version > 2;
        long item = wide ? entry.content.u32(4) : entry.content.u16(4);
        types.putIfAbsent(item, entry.content.text(wide ? 10 : 8, 4));
      }
    }
    return types;
  }

  private static List<Reference> references(Bytes iref) {
    int width = iref.u8(0) == 0 ? 2 : 4;
    var references = new ArrayList<Reference>();
    for (Box box : boxes(after(iref, 4))) {
      int count = box.content.u16(width);
      var to = new ArrayList<Long>();
      for (int i = 0; i < count; i++) {
        to.add(box.content.number(width + 2 + i * width, width));
      }
      references.add(new Reference(box.name, box.content.number(0, width), to));
    }
    return references;
  }

  /** Where the bytes of each item are; items whose bytes are elsewhere are left out. */
  private static Map<Long, List<Bytes>> locations(Bytes iloc, Bytes file, Bytes data) {
    var in = new Cursor(iloc);
    int version = in.next(1);
    in.next(3);
    int sizes = in.next(2);
    int offsetSize = sizes >> 12;
    int lengthSize = sizes >> 8 & 15;
    int baseSize = sizes >> 4 & 15;
    int indexSize = version == 0 ? 0 : sizes & 15;
    long items = in.number(version < 2 ? 2 : 4);
    var locations = new HashMap<Long, List<Bytes>>();
    for (long i = 0; i < items; i++) {
      long item = in.number(version < 2 ? 2 : 4);
      int method = version == 0 ? 0 : in.next(2) & 15;
      in.next(2);
      long base = in.number(baseSize);
      int count = in.next(2);
      Bytes holder = method == 1 ? data : file;
      var extents = new ArrayList<Bytes>();
      for (int k = 0; k < count; k++) {
        in.number(indexSize);
        long offset = base + in.number(offsetSize);
        long length = in.number(lengthSize);
        extents.add(extent(holder, offset, length));
      }
      if (method < 2) {
        locations.putIfAbsent(item, extents);
      }
    }
    return locations;
  }

  /** What lies beyond the end is an error only for who needs it: it is empty here. */
  private static Bytes extent(Bytes holder, long offset, long length) {
    if (offset > holder.length() || length > holder.length() - offset) {
      return holder.part(0, 0);
    }
    return holder.part(offset, length == 0 ? holder.length() - offset : length);
  }

  private static Map<Long, List<Property>> properties(List<Box> iprp) {
    List<Box> shared = boxes(need(iprp, "ipco"));
    var properties = new HashMap<Long, List<Property>>();
    for (Box box : iprp) {
      if (box.name.equals("ipma")) {
        associate(box.content, shared, properties);
      }
    }
    return properties;
  }

  /** Properties of each item, in the order in which they apply. */
  private static void associate(
      Bytes ipma, List<Box> shared, Map<Long, List<Property>> properties) {
    var in = new Cursor(ipma);
    int version = in.next(1);
    boolean wide = (in.next(3) & 1) == 1;
    long items = in.number(4);
    for (long i = 0; i < items; i++) {
      long item = in.number(version == 0 ? 2 : 4);
      var own = new ArrayList<Property>();
      int count = in.next(1);
      for (int k = 0; k < count; k++) {
        int index = wide ? in.next(2) & 0x7fff : in.next(1) & 0x7f;
        if (index > 0 && index <= shared.size()) {
          Box box = shared.get(index - 1);
          own.add(new Property(box.name, box.content));
        }
      }
      properties.putIfAbsent(item, own);
    }
  }

  /** Reads numbers one after the other. */
  private static final class Cursor {
    private final Bytes bytes;
    private int at;

    Cursor(Bytes bytes) {
      this.bytes = bytes;
    }

    /** Of at most 3 bytes. */
    int next(int length) {
      return (int) number(length);
    }

    long number(int length) {
      long value = bytes.number(at, length);
      at += length;
      return value;
    }
  }
}
