package dev.likeness.worker.operation;

import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.geometry.Turns;
import dev.likeness.worker.image.CaptionPen;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.instruction.Instruction;
import dev.likeness.worker.instruction.Instruction.Adjust;
import dev.likeness.worker.instruction.Instruction.Blur;
import dev.likeness.worker.instruction.Instruction.Caption;
import dev.likeness.worker.instruction.Instruction.Crop;
import dev.likeness.worker.instruction.Instruction.Give;
import dev.likeness.worker.instruction.Instruction.Mirror;
import dev.likeness.worker.instruction.Instruction.Turn;
import dev.likeness.worker.instruction.Look;
import dev.likeness.worker.instruction.Quality;
import dev.likeness.worker.pipeline.Adjustment;
import dev.likeness.worker.pipeline.Adjustments;
import java.util.List;
import java.util.Optional;

/**
 * The instructions of an edit, by what carries them out: frame first, then what is behind the
 * subject, then light, then captions.
 */
record EditPlan(List<Instruction> instructions) {
  /** Proportions that are this near are met already. */
  private static final double NEAR = .01;

  EditPlan {
    instructions = List.copyOf(instructions);
  }

  /** What there is to do about light and colour, with all amounts made smaller by a factor. */
  Adjustments adjustments(double intensity) {
    var sum = Adjustments.NONE;
    for (Instruction instruction : instructions) {
      sum =
          switch (instruction) {
            case Adjust(Quality quality, double amount) ->
                sum.plus(adjustment(quality), amount * intensity);
            case Give(Look look, double amount) -> given(look, amount, intensity, sum);
            case Blur _, Turn _, Mirror _, Crop _, Caption _ -> sum;
          };
    }
    return sum;
  }

  /** How much the background is to be blurred, 0 to 1, made less by a factor. */
  double blur(double intensity) {
    double sum =
        instructions.stream()
            .mapToDouble(instruction -> instruction instanceof Blur(double amount) ? amount : 0)
            .sum();
    return Math.min(1, sum) * intensity;
  }

  /** Whether the edit can be made stronger and weaker. */
  boolean hasIntensity() {
    return blur(1) > 0 || !adjustments(1).equals(adjustments(.5));
  }

  /** Turned, mirrored and cropped, in the order of the prompt. */
  boolean move(Workpiece piece) {
    boolean moved = false;
    for (Instruction instruction : instructions) {
      moved |=
          switch (instruction) {
            case Turn(double degrees) -> piece.become(photo -> Turns.turned(photo, degrees));
            case Mirror(Mirror.Axis axis) -> piece.become(photo -> mirrored(photo, axis));
            case Crop(var proportions) ->
                piece.become(photo -> cropped(photo, proportions.ratio()));
            case Adjust _, Give _, Blur _, Caption _ -> false;
          };
    }
    return moved;
  }

  /** The last crop of the prompt, as a ratio. */
  Optional<Double> ratio() {
    return instructions.stream()
        .filter(Crop.class::isInstance)
        .map(crop -> ((Crop) crop).proportions().ratio())
        .reduce((_, last) -> last);
  }

  List<Caption> captions() {
    return instructions.stream()
        .filter(Caption.class::isInstance)
        .map(Caption.class::cast)
        .toList();
  }

  void write(CaptionPen pen, Photo photo) {
    for (Caption caption : captions()) {
      pen.write(photo, caption.text(), place(caption.place()));
    }
  }

  static boolean isNear(double ratio, double other) {
    return Math.abs(ratio / other - 1) < NEAR;
  }

  private static Photo mirrored(Photo photo, Mirror.Axis axis) {
    return switch (axis) {
      case LEFT_AND_RIGHT -> Turns.mirrored(photo);
      case TOP_AND_BOTTOM -> Turns.flipped(photo);
    };
  }

  private static Photo cropped(Photo photo, double ratio) {
    return isNear((double) photo.width() / photo.height(), ratio)
        ? photo
        : Frame.centred(photo, ratio).cut(photo);
  }

  private static Adjustments given(Look look, double amount, double intensity, Adjustments sum) {
    double share = amount * intensity;
    return switch (look) {
      // By half it would not be black and white.
      case BLACK_AND_WHITE -> sum.plus(Adjustment.SATURATION, -amount);
      case SEPIA -> sum.plus(Adjustment.SEPIA, share);
      case VINTAGE ->
          sum.plus(Adjustment.FADE, .6 * share)
              .plus(Adjustment.WARMTH, .35 * share)
              .plus(Adjustment.SATURATION, -.30 * share)
              .plus(Adjustment.CONTRAST, .25 * share)
              .plus(Adjustment.VIGNETTE, .35 * share);
    };
  }

  private static Adjustment adjustment(Quality quality) {
    return switch (quality) {
      case EXPOSURE -> Adjustment.EXPOSURE;
      case WARMTH -> Adjustment.WARMTH;
      case CONTRAST -> Adjustment.CONTRAST;
      case SATURATION -> Adjustment.SATURATION;
      case SHADOWS -> Adjustment.SHADOWS;
      case HIGHLIGHTS -> Adjustment.HIGHLIGHTS;
      case SHARPNESS -> Adjustment.SHARPNESS;
      case VIGNETTE -> Adjustment.VIGNETTE;
    };
  }

  static CaptionPen.Place place(Caption.Place place) {
    return switch (place) {
      case TOP -> CaptionPen.Place.TOP;
      case MIDDLE -> CaptionPen.Place.MIDDLE;
      case BOTTOM -> CaptionPen.Place.BOTTOM;
    };
  }
}
