package dev.likeness.worker.operation;

import dev.likeness.worker.cutout.Cutouts;
import dev.likeness.worker.cutout.Head;
import dev.likeness.worker.geometry.Frame;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.work.Stage;
import dev.likeness.worker.work.StageClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Which cut-outs of a subject a training keeps: the first few that can be made. */
final class CutoutChoice {
  private static final int KEPT = 3;

  /** Photos that are tried; each takes up to a second. */
  private static final int TRIED = 6;

  private CutoutChoice() {}

  /**
   * Where the subject is in a photo of the training.
   *
   * @param photo its number, from 0
   * @param person whether what is there is a face; else it is the whole subject
   * @param others who is in the photo too
   */
  record Spot(int photo, Head where, boolean person, List<Head> others) {
    Spot {
      others = List.copyOf(others);
    }

    Optional<byte[]> cutout(Photo from) {
      return person
          ? Cutouts.of(from, where, others)
          : Cutouts.of(
              from,
              new Frame(
                  (int) where.left(),
                  (int) where.top(),
                  Math.max(1, (int) (where.right() - where.left())),
                  Math.max(1, (int) (where.bottom() - where.top()))));
    }
  }

  /**
   * The files of the cut-outs, the best first; empty if none can be made.
   *
   * @param spots the best photos first
   * @param photos reads a photo by its number, for this to close
   */
  static List<byte[]> of(List<Spot> spots, IntFunction<Photo> photos, StageClock stages) {
    var cutouts = new ArrayList<byte[]>();
    for (Spot spot : spots.subList(0, Math.min(TRIED, spots.size()))) {
      if (cutouts.size() < KEPT) {
        try (Photo photo = photos.apply(spot.photo())) {
          stages.add(Stage.MODEL, () -> spot.cutout(photo)).ifPresent(cutouts::add);
        }
      }
    }
    return cutouts;
  }
}
