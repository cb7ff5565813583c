package dev.likeness.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.identity.Recognition.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecognitionTest {
  private static final double MARGIN = .05;

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
    assertThat(recognise(both)).containsOnly(new Result(false, -1, 0));
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

  private static List<Result> recognise(List<Likeness> subjects, Embedding... faces) {
    return Recognition.recognise(subjects, List.of(faces), MARGIN);
  }

  private Likeness likeness(Embedding person) {
    List<Sighting> looks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      looks.add(new Sighting(i, i, people.look(person, .4), 1));
    }
    return Likeness.learn(looks, List.of(), new Thresholds(.36, MARGIN));
  }
}
