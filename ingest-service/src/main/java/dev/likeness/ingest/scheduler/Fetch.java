package dev.likeness.ingest.scheduler;

/**
 * How far the fetching of a job's photos has come.
 *
 * @param number of the try, 1 for the first; the answer repeats it
 * @param postponed how often this try was put off, which uses up none
 */
public record Fetch(int number, Stage stage, int postponed) {

  /** What the try waits for. */
  public enum Stage {
    /** Its turn among the jobs of the partition. */
    WANTED,
    /** The answer of the role inputs. */
    ASKED,
    /** The end of a pause: the try has failed, or was postponed. */
    RESTING
  }

  static Fetch first() {
    return new Fetch(1, Stage.WANTED, 0);
  }

  Fetch next() {
    return new Fetch(number + 1, Stage.WANTED, 0);
  }

  Fetch wanted() {
    return new Fetch(number, Stage.WANTED, postponed);
  }

  Fetch asked() {
    return new Fetch(number, Stage.ASKED, postponed);
  }

  Fetch failed() {
    return new Fetch(number, Stage.RESTING, 0);
  }

  Fetch putOff() {
    return new Fetch(number, Stage.RESTING, postponed + 1);
  }
}
