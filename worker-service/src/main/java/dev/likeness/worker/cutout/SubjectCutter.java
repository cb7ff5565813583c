package dev.likeness.worker.cutout;

import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells the subject of a photo from its background, without a neural network: where people are is
 * known by their faces, and else supposed to be the middle; the rest follows from colours and
 * edges. Takes about a third of a second of one core. Thread safe.
 *
 * <p>What it cannot tell apart well, it does not tell apart at all.
 */
public final class SubjectCutter {
  /** Long side in pixels where it is decided, and where the edge is drawn. */
  private static final int DECIDED = 224;

  private static final int DRAWN = 768;

  /** How large what is in the middle is supposed to be, and how alike both results have to be. */
  private static final double[] SUPPOSED = {.75, 1.05};

  private static final double SAME = .93;

  /** What is thinner than twice this part of a face is no body, unless the shape says so. */
  private static final double THIN = .12;

  private static final float RATHER = .8f;

  /** Below this part of the largest head, somebody is in the background. */
  private static final double IN_FRONT = .45;

  private final HeadFinder finder;

  public SubjectCutter(HeadFinder finder) {
    this.finder = finder;
  }

  /** The subject: everybody in front, or what is in the middle where nobody is seen. */
  public Optional<Matte> cut(Photo photo, Cancellation cancellation) {
    List<Head> heads = finder.heads(photo, cancellation);
    double largest = heads.stream().mapToDouble(Head::height).max().orElse(0);
    List<Head> inFront =
        heads.stream().filter(head -> head.height() >= IN_FRONT * largest).toList();
    List<Head> behind = heads.stream().filter(head -> !inFront.contains(head)).toList();
    return cut(photo, inFront, behind);
  }

  /**
   * Some of the people only.
   *
   * @param subjects may be empty, for what is in the middle
   * @param others who does not belong to it
   */
  static Optional<Matte> cut(Photo photo, List<Head> subjects, List<Head> others) {
    Planes planes = Planes.of(photo, DECIDED);
    Optional<boolean[]> subject =
        subjects.isEmpty()
            ? inTheMiddle(planes)
            : people(planes, (double) planes.width() / photo.width(), subjects, others);
    return subject.map(
        found -> {
          Planes drawn = Planes.of(photo, DRAWN);
          return new Matte(drawn, enlarged(found, planes, drawn));
        });
  }

  private static Optional<boolean[]> people(
      Planes planes, double scale, List<Head> subjects, List<Head> others) {
    List<Head> own = subjects.stream().map(head -> head.scaled(scale)).toList();
    float[] odds =
        ShapePrior.people(
            planes.width(),
            planes.height(),
            own,
            others.stream().map(head -> head.scaled(scale)).toList());
    var division = new Division(planes.perceived(), odds, Surroundings.of(planes, own));
    int reach = (int) Math.round(THIN * own.getFirst().width());
    boolean[] whole = withoutThin(division.subject(), odds, planes, reach);
    boolean[] subject = Division.tidied(whole, planes.width());
    return new Doubt(subject, division.evidence()).isSmallForPeople()
        ? Optional.of(subject)
        : Optional.empty();
  }

  /** Without what is narrower than twice the reach and may as well be background. */
  private static boolean[] withoutThin(boolean[] subject, float[] odds, Planes planes, int reach) {
    var mask = new float[subject.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = subject[i] ? 1 : 0;
    }
    float[] inner = Box.mean(mask, planes.width(), planes.height(), reach);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = inner[i] > .999f ? 1 : 0;
    }
    float[] opened = Box.mean(mask, planes.width(), planes.height(), reach);
    var whole = new boolean[mask.length];
    for (int i = 0; i < mask.length; i++) {
      whole[i] = subject[i] && (opened[i] > 1e-4f || odds[i] > RATHER);
    }
    return whole;
  }

  /** Found twice, from different suppositions: what is the same then does not hang on them. */
  private static Optional<boolean[]> inTheMiddle(Planes planes) {
    Planes perceived = planes.perceived();
    var places = Surroundings.everywhere(planes);
    var found = new ArrayList<boolean[]>();
    for (double size : SUPPOSED) {
      float[] odds = ShapePrior.centre(planes.width(), planes.height(), size);
      var division = new Division(perceived, odds, places);
      boolean[] subject = Division.tidied(division.subject(), planes.width());
      if (!new Doubt(subject, division.evidence()).isSmall()) {
        return Optional.empty();
      }
      found.add(subject);
    }
    return Doubt.overlap(found.getFirst(), found.getLast()) < SAME
        ? Optional.empty()
        : Optional.of(found.getLast());
  }

  private static float[] enlarged(boolean[] subject, Planes from, Planes to) {
    var mask = new float[subject.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = subject[i] ? 1 : 0;
    }
    var rows =
        new Enlarged(new float[][] {mask}, from.width(), from.height(), to.width(), to.height());
    var large = new float[to.size()];
    for (int y = 0; y < to.height(); y++) {
      System.arraycopy(rows.line(y)[0], 0, large, y * to.width(), to.width());
    }
    return large;
  }
}
