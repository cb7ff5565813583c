package dev.likeness.worker.cutout;

/**
 * How far a division into subject and background is to be doubted.
 *
 * @param share of the picture that is subject
 * @param agreement part of the pixels whose colour alone says on which side they are, the mean of
 *     both sides: a half says nothing
 */
record Doubt(double share, double agreement) {

  /**
   * @param evidence log-odds by colour
   */
  Doubt(boolean[] subject, float[] evidence) {
    this(share(subject), agreement(subject, evidence));
  }

  /** Where nothing but the picture itself says that there is a subject. */
  boolean isSmall() {
    return share > .02 && share < .75 && agreement > .9;
  }

  /** Where a face was seen: that somebody is there is certain. */
  boolean isSmallForPeople() {
    return share > .005 && share < .93 && agreement > .68;
  }

  /** What two subjects have in common, as a part of both together. */
  static double overlap(boolean[] one, boolean[] other) {
    int common = 0;
    int together = 0;
    for (int i = 0; i < one.length; i++) {
      common += one[i] && other[i] ? 1 : 0;
      together += one[i] || other[i] ? 1 : 0;
    }
    return (double) common / Math.max(1, together);
  }

  private static double share(boolean[] subject) {
    int count = 0;
    for (boolean inside : subject) {
      count += inside ? 1 : 0;
    }
    return (double) count / subject.length;
  }

  private static double agreement(boolean[] subject, float[] evidence) {
    var right = new int[2];
    var all = new int[2];
    for (int i = 0; i < subject.length; i++) {
      int side = subject[i] ? 1 : 0;
      all[side]++;
      right[side] += evidence[i] > 0 == subject[i] ? 1 : 0;
    }
    return .5 * right[0] / Math.max(1, all[0]) + .5 * right[1] / Math.max(1, all[1]);
  }
}
