package dev.likeness.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.identity.Recognition.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecognitionTest {
  private static final Thresholds THRESHOLDS = new Thresholds(.36, .05);
  private static final EmbeddingSpace SPACE =
      new EmbeddingSpace("space", THRESHOLDS, Strangers.of(.36));

  private final People people = new People();
  private final Embedding anna = people.person();
  private final Embedding ben = people.person();
  private final List<Likeness> both = List.of(likeness(anna), likeness(ben));

  @Test
  void findsEachSubjectInItsFace() {
    List<Result> results =
        recognise(both, people.person(), people.look(ben, .4), people.look(anna, .4));

    assertThat(results).extracting(Result::recognised).containsExactly(true, true);
    assertThat(results).extracting(Result::face).containsExactly(2, 1);
  }

  @Test
  void doesNotCountAStranger() {
    Result result = recognise(both, people.person()).getFirst();

    assertThat(result.recognised()).isFalse();
    assertThat(result.score()).isLessThan(.36);
  }

  @Test
  void findsNobodyWithoutFaces() {
    assertThat(recognise(both))
        .allMatch(result -> !result.recognised() && result.face() == -1 && result.score() == 0);
  }

  @Test
  void countsASubjectOnceHoweverManyFacesLookLikeIt() {
    Embedding best = people.look(anna, .1);

    Result result = recognise(both, people.look(anna, .6), best, people.look(anna, .6)).getFirst();

    assertThat(result.recognised()).isTrue();
    assertThat(result.face()).isEqualTo(1);
  }

  @Test
  void doesNotGuessBetweenSubjectsThatLookTheSame() {
    List<Likeness> twins = List.of(likeness(anna), likeness(anna));

    assertThat(recognise(twins, people.look(anna, .3)))
        .extracting(Result::recognised)
        .containsExactly(false, false);
  }

  @Test
  void asksForMoreTheMoreIsCompared() {
    double one = recognise(List.of(both.getFirst()), people.person()).getFirst().threshold();
    double two = recognise(both, people.person()).getFirst().threshold();
    Embedding[] crowd = Stream.generate(people::person).limit(20).toArray(Embedding[]::new);
    double many = recognise(both, crowd).getFirst().threshold();

    assertThat(one).isBetween(.39, .41);
    assertThat(two).isGreaterThan(one + .02);
    assertThat(many).isGreaterThan(two + .05);
  }

  @Test
  void doesNotAskForMoreThanTheSubjectsOwnPhotosReach() {
    Embedding blurred = people.person();
    List<Sighting> looks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      looks.add(new Sighting(i, i, people.look(blurred, 1.1), 1));
    }
    Likeness varied = Likeness.learn(looks, List.of(), THRESHOLDS);
    Embedding[] crowd = Stream.generate(people::person).limit(60).toArray(Embedding[]::new);

    double threshold = recognise(List.of(varied), crowd).getFirst().threshold();

    assertThat(threshold).isLessThan(varied.own().getFirst());
    assertThat(threshold).isGreaterThanOrEqualTo(varied.threshold());
  }

  @Test
  void leavesTheThresholdWhereNothingIsKnownAboutStrangers() {
    var space = new EmbeddingSpace("space", THRESHOLDS);

    Result result = Recognition.recognise(both, List.of(people.person()), space).getFirst();

    assertThat(result.threshold()).isEqualTo(both.getFirst().threshold());
  }

  /**
   * With faces that a weak model sees: one of ten strangers was taken for one of seven profiles
   * under a fixed threshold, as with real faces.
   */
  @Test
  void keepsTheRateOfFalseAcceptsWithSevenProfiles() {
    var faces = new Faces(7);
    List<Embedding> known = Stream.generate(faces::person).limit(7).toList();
    List<Likeness> profiles = known.stream().map(faces::likeness).toList();
    int pictures = 4000;
    int wrong = 0;
    int wrongBefore = 0;
    for (int i = 0; i < pictures; i++) {
      Embedding stranger = faces.person();
      if (recognise(profiles, stranger).stream().anyMatch(Result::recognised)) {
        wrong++;
      }
      if (Recognition.recognise(
              profiles, List.of(stranger), new EmbeddingSpace("space", THRESHOLDS))
          .stream()
          .anyMatch(Result::recognised)) {
        wrongBefore++;
      }
    }
    int found = 0;
    for (int i = 0; i < 700; i++) {
      if (recognise(profiles, faces.look(known.get(i % 7))).get(i % 7).recognised()) {
        found++;
      }
    }

    assertThat((double) wrongBefore / pictures).isGreaterThan(.05);
    assertThat((double) wrong / pictures).isLessThanOrEqualTo(Recognition.FALSE_ACCEPTS * 2);
    assertThat(found / 700.0).isGreaterThan(.97);
  }

  /** Made-up faces with few dimensions, so that strangers are sometimes alike. */
  private static final class Faces {
    private static final int DIMENSIONS = 48;

    private final Random random;
    private final float[] common = new float[DIMENSIONS];

    Faces(long seed) {
      this.random = new Random(seed);
      for (int i = 0; i < DIMENSIONS; i++) {
        common[i] = (float) (.25 * random.nextGaussian());
      }
    }

    Embedding person() {
      float[] values = common.clone();
      for (int i = 0; i < DIMENSIONS; i++) {
        values[i] += (float) random.nextGaussian();
      }
      return Embedding.of("space", values);
    }

    /** The cosine of two looks at one person is about 0.7. */
    Embedding look(Embedding person) {
      float[] values = person.values();
      for (int i = 0; i < DIMENSIONS; i++) {
        values[i] += (float) (.65 * random.nextGaussian() / Math.sqrt(DIMENSIONS));
      }
      return Embedding.of("space", values);
    }

    Likeness likeness(Embedding person) {
      List<Sighting> looks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        looks.add(new Sighting(i, i, look(person), 1));
      }
      return Likeness.learn(looks, List.of(), THRESHOLDS);
    }
  }

  private static List<Result> recognise(List<Likeness> subjects, Embedding... faces) {
    return Recognition.recognise(subjects, List.of(faces), SPACE);
  }

  private Likeness likeness(Embedding person) {
    List<Sighting> looks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      looks.add(new Sighting(i, i, people.look(person, .4), 1));
    }
    return Likeness.learn(looks, List.of(), THRESHOLDS);
  }
}
