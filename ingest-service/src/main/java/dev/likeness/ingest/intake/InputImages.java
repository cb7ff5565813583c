package dev.likeness.ingest.intake;

import dev.likeness.contract.FailureCode;
import dev.likeness.kit.error.Refusal;
import java.util.ArrayList;
import java.util.List;

/**
 * Obtains the photos of a submission and looks at them, without decoding and without storing them.
 */
final class InputImages {
  private final ImageFetcher fetcher;
  private final ImageLimits limits;

  InputImages(ImageFetcher fetcher, ImageLimits limits) {
    this.fetcher = fetcher;
    this.limits = limits;
  }

  /** What obtaining led to. */
  sealed interface Obtained {
    record Images(List<InputImage> images) implements Obtained {}

    record Refused(Refusal refusal) implements Obtained {}
  }

  Obtained obtain(List<ImageSource> sources) {
    var images = new ArrayList<InputImage>();
    for (ImageSource source : sources) {
      switch (obtain(source)) {
        case Obtained.Refused refused -> {
          return refused;
        }
        case Obtained.Images one -> images.addAll(one.images());
      }
    }
    return new Obtained.Images(List.copyOf(images));
  }

  private Obtained obtain(ImageSource source) {
    return switch (source) {
      case ImageSource.Inline inline -> look(inline.bytes());
      case ImageSource.AtUrl at ->
          switch (fetcher.fetch(at.url())) {
            case ImageFetcher.Fetched.Bytes fetched -> look(fetched.bytes());
            case ImageFetcher.Fetched.Failed failed -> new Obtained.Refused(failed.refusal());
          };
    };
  }

  private Obtained look(byte[] bytes) {
    if (bytes.length > limits.bytes()) {
      return refused(
          FailureCode.PAYLOAD_TOO_LARGE,
          "The image has " + bytes.length + " bytes; the limit is " + limits.bytes() + ".");
    }
    return ImageHeader.of(bytes)
        .map(header -> within(header, bytes))
        .orElseGet(
            () ->
                refused(
                    FailureCode.INVALID_IMAGE,
                    "The image is not a readable JPEG, PNG, WebP or GIF file."));
  }

  private Obtained within(ImageHeader header, byte[] bytes) {
    if (header.pixels() > limits.pixels() || header.longSide() > limits.side()) {
      return refused(
          FailureCode.IMAGE_TOO_LARGE,
          "The image has %d x %d pixels; the limit is %d pixels in all and %d on a side."
              .formatted(header.width(), header.height(), limits.pixels(), limits.side()));
    }
    return new Obtained.Images(List.of(InputImage.of(bytes, header)));
  }

  private static Obtained refused(FailureCode code, String detail) {
    return new Obtained.Refused(Refusal.of(code, detail));
  }
}
