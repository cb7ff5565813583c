package dev.likeness.kit.image;

import dev.likeness.kit.image.HeifFile.Alpha;
import dev.likeness.kit.image.HeifFile.Codec;
import dev.likeness.kit.image.HeifFile.CodedColors;
import dev.likeness.kit.image.HeifFile.Part;
import dev.likeness.kit.image.HeifItems.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts pictures together from the items of a HEIF file. Sources: ISO/IEC 23008-12 sections 6.5
 * (properties) and 6.6.2 (derived pictures); ISO/IEC 23000-22 (MIAF) section 7.3.
 */
final class HeifPictures {
  private static final String NAME = "HEIF";
  private static final String OVERLAY = "iovl";
  private static final int WHITE = 0xffffff;
  private static final int MAX_TILES = 1024;

  /** Properties that change how a picture is shown. */
  private static final Set<String> TURNING = Set.of("irot", "imir", "clap");

  private static final Set<String> ALPHA =
      Set.of(
          "urn:mpeg:hevc:2015:auxid:1",
          "urn:mpeg:avc:2015:auxid:1",
          "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha");

  private final HeifItems items;

  HeifPictures(HeifItems items) {
    this.items = items;
  }

  HeifFile primary() {
    long item = items.primary();
    boolean identity = type(item).equals("iden");
    long shown = identity ? source(item) : item;
    Frame size = size(shown);
    var view = new HeifView(size.width(), size.height());
    properties(shown).forEach(view::apply);
    if (identity) {
      properties(item).forEach(view::apply);
    }
    return new HeifFile(
        size.width(),
        size.height(),
        parts(shown),
        type(shown).equals(OVERLAY) ? overlay(shown).background() : WHITE,
        view.crop(),
        view.orientation(),
        profile(shown),
        colors(shown),
        peak(shown),
        alpha(item).or(() -> alpha(shown)));
  }

  private Optional<Alpha> alpha(long item) {
    for (long auxiliary : items.referring("auxl", item)) {
      boolean isAlpha =
          property(auxiliary, "auxC").filter(content -> ALPHA.contains(urn(content))).isPresent();
      if (isAlpha) {
        Frame size = size(auxiliary);
        boolean premultiplied = items.referred("prem", item).contains(auxiliary);
        return Optional.of(new Alpha(size.width(), size.height(), parts(auxiliary), premultiplied));
      }
    }
    return Optional.empty();
  }

  private List<Part> parts(long item) {
    return switch (type(item)) {
      case "hvc1" -> List.of(coded(item, Codec.HEVC, size(item)));
      case "av01" -> List.of(coded(item, Codec.AV1, size(item)));
      case "grid" -> tiles(item);
      case OVERLAY -> overlaid(item);
      default ->
          throw UnreadableImageException.unsupported(
              "A HEIF file with pictures of kind " + printable(type(item)));
    };
  }

  /** Pictures on a canvas, the last on top. */
  private List<Part> overlaid(long item) {
    List<Long> pictures = items.referred("dimg", item);
    List<HeifOverlay.Place> places = overlay(item).places();
    var parts = new ArrayList<Part>();
    for (int i = 0; i < pictures.size(); i++) {
      long picture = pictures.get(i);
      if (type(picture).equals(OVERLAY) || isChanged(picture)) {
        throw UnreadableImageException.unsupported(
            "A HEIF file of overlaid pictures that are turned, cropped or transparent");
      }
      HeifOverlay.Place place = places.get(i);
      parts(picture).forEach(part -> parts.add(part.moved(place.left(), place.top())));
    }
    return parts;
  }

  private boolean isChanged(long picture) {
    return properties(picture).stream().anyMatch(property -> TURNING.contains(property.name()))
        || alpha(picture).isPresent();
  }

  private HeifOverlay overlay(long item) {
    int pictures = items.referred("dimg", item).size();
    if (pictures == 0 || pictures > MAX_TILES) {
      throw UnreadableImageException.damaged(NAME);
    }
    return HeifOverlay.of(new Bytes(items.data(item)), pictures);
  }

  /** The tiles of a grid follow each other row by row. */
  private List<Part> tiles(long item) {
    var head = new Bytes(items.data(item));
    int rows = head.u8(2) + 1;
    int columns = head.u8(3) + 1;
    List<Long> tiles = items.referred("dimg", item);
    if (rows * columns > MAX_TILES || tiles.size() < rows * columns) {
      throw UnreadableImageException.damaged(NAME);
    }
    Frame first = size(tiles.getFirst());
    var parts = new ArrayList<Part>();
    for (int i = 0; i < rows * columns; i++) {
      int left = Math.multiplyExact(i % columns, first.width());
      int top = Math.multiplyExact(i / columns, first.height());
      Codec codec = codec(tiles.get(i));
      parts.add(coded(tiles.get(i), codec, new Frame(left, top, first.width(), first.height())));
    }
    return parts;
  }

  private Codec codec(long tile) {
    return switch (type(tile)) {
      case "hvc1" -> Codec.HEVC;
      case "av01" -> Codec.AV1;
      default ->
          throw UnreadableImageException.unsupported(
              "A HEIF file with tiles of kind " + printable(type(tile)));
    };
  }

  private Part coded(long item, Codec codec, Frame place) {
    Bytes configuration =
        switch (codec) {
          case HEVC ->
              property(item, "hvcC").orElseThrow(() -> UnreadableImageException.damaged(NAME));
          case AV1 ->
              property(item, "av1C").orElseThrow(() -> UnreadableImageException.damaged(NAME));
        };
    byte[] data = items.data(item);
    if (data.length == 0) {
      throw UnreadableImageException.cutOff(NAME);
    }
    return new Part(codec, place, configuration.copy(), data);
  }

  private Frame size(long item) {
    Bytes size = property(item, "ispe").orElseThrow(() -> UnreadableImageException.damaged(NAME));
    long width = size.u32(4);
    long height = size.u32(8);
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw UnreadableImageException.damaged(NAME);
    }
    return new Frame(0, 0, (int) width, (int) height);
  }

  private Optional<byte[]> profile(long item) {
    return colorBoxes(item)
        .filter(content -> content.has(0, "prof") || content.has(0, "rICC"))
        .map(content -> content.part(4, content.length() - 4).copy())
        .findFirst();
  }

  private Optional<CodedColors> colors(long item) {
    return colorBoxes(item)
        .filter(content -> content.has(0, "nclx"))
        .map(
            content ->
                new CodedColors(
                    content.u16(4), content.u16(6), content.u16(8), content.u8(10) >> 7 == 1))
        .findFirst();
  }

  /** Those of a grid or, where it has none, of its first tile. */
  private Stream<Bytes> colorBoxes(long item) {
    List<Bytes> own = all(item, "colr");
    List<Long> tiles = items.referred("dimg", item);
    return own.isEmpty() && !tiles.isEmpty()
        ? all(tiles.getFirst(), "colr").stream()
        : own.stream();
  }

  private OptionalInt peak(long item) {
    int peak = property(item, "clli").map(content -> content.u16(0)).orElse(0);
    return peak == 0 ? OptionalInt.empty() : OptionalInt.of(peak);
  }

  private Optional<Bytes> property(long item, String name) {
    return all(item, name).stream().findFirst();
  }

  private List<Bytes> all(long item, String name) {
    return properties(item).stream()
        .filter(property -> property.name().equals(name))
        .map(Property::content)
        .toList();
  }

  private List<Property> properties(long item) {
    return items.properties().getOrDefault(item, List.of());
  }

  private String type(long item) {
    return items.types().getOrDefault(item, "none");
  }

  private long source(long item) {
    return items.referred("dimg", item).stream()
        .findFirst()
        .orElseThrow(() -> UnreadableImageException.damaged(NAME));
  }

  private static String urn(Bytes auxC) {
    int end = 4;
    while (end < auxC.length() && auxC.u8(end) != 0) {
      end++;
    }
    return auxC.text(4, end - 4);
  }

  private static String printable(String type) {
    return type.replaceAll("[^A-Za-z0-9 ]", "?");
  }
}
