package dev.likeness.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LikenessTest {
  private static final Thresholds THRESHOLDS = new Thresholds(.36, .05);

  private final People people = new People();
  private final Embedding anna = people.person();

  @Test
  void knowsTheSubjectAgainAndNobodyElse() {
    Likeness likeness = Likeness.learn(looks(10, .5), List.of(), THRESHOLDS);

    assertThat(likeness.score(people.look(anna, .5))).isGreaterThan(.7);
    assertThat(likeness.score(people.person())).isLessThan(likeness.threshold());
    assertThat(likeness.exemplars()).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void saysWhereAScoreLiesAmongTheSubjectsOwnPhotos() {
    Likeness likeness = Likeness.learn(looks(10, .5), List.of(), THRESHOLDS);

    assertThat(likeness.own()).hasSize(10).isSorted();
    assertThat(likeness.percentile(1)).isEqualTo(1);
    assertThat(likeness.percentile(likeness.own().get(4))).isEqualTo(.5);
    assertThat(likeness.percentile(likeness.own().getFirst() - .01)).isZero();
  }

  @Test
  void leavesOutAFaceThatIsNotTheSubject() {
    List<Sighting> looks = new ArrayList<>(looks(8, .3));
    looks.add(new Sighting(8, 8, people.person(), 1));

    Likeness likeness = Likeness.learn(looks, List.of(), THRESHOLDS);

    assertThat(likeness.own()).hasSize(8);
    assertThat(likeness.centroid().cosine(anna)).isGreaterThan(.95);
  }

  @Test
  void asksForMoreWhereThePhotosShowSomebodyWhoLooksAlike() {
    List<Sighting> looks = looks(10, .3);
    Embedding sister = people.look(anna, 1.2);

    double alone = Likeness.learn(looks, List.of(), THRESHOLDS).threshold();
    Likeness likeness = Likeness.learn(looks, List.of(sister), THRESHOLDS);

    assertThat(alone).isEqualTo(.36);
    assertThat(likeness.threshold()).isCloseTo(likeness.score(sister) + .05, within(1e-9));
  }

  @Test
  void neverAsksForMoreThanTheOwnPhotosReach() {
    List<Sighting> looks = looks(10, .3);

    Likeness likeness = Likeness.learn(looks, List.of(people.look(anna, .1)), THRESHOLDS);

    assertThat(likeness.threshold()).isLessThan(likeness.own().getFirst());
  }

  private List<Sighting> looks(int count, double spread) {
    List<Sighting> looks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      looks.add(new Sighting(i, i, people.look(anna, spread), 1));
    }
    return looks;
  }
}
