package dev.likeness.worker.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.identity.SubjectChoice.Ambiguous;
import dev.likeness.worker.identity.SubjectChoice.Found;
import dev.likeness.worker.identity.SubjectChoice.NoSubject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectChoiceTest {
  private static final double MATCH = .36;

  private final People people = new People();
  private final Embedding anna = people.person();
  private final Embedding ben = people.person();
  private final List<Sighting> sightings = new ArrayList<>();

  @Test
  void findsWhoIsInMostPhotosAmongOthers() {
    for (int photo = 0; photo < 6; photo++) {
      see(photo, anna);
      if (photo % 2 == 0) {
        see(photo, ben);
      }
      see(photo, people.person());
    }

    Found found = (Found) SubjectChoice.choose(6, sightings, SubjectKind.PERSON, MATCH);

    assertThat(found.subject())
        .extracting(Sighting::photo)
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    assertThat(found.subject()).allMatch(s -> s.embedding().cosine(anna) > .5);
    assertThat(found.others()).hasSize(9);
  }

  @Test
  void takesOneFaceOfAPhotoAlsoWhenTheyLookAlike() {
    for (int photo = 0; photo < 5; photo++) {
      see(photo, anna);
    }
    see(2, anna);

    Found found = (Found) SubjectChoice.choose(5, sightings, SubjectKind.PERSON, MATCH);

    assertThat(found.subject()).hasSize(5).extracting(Sighting::photo).doesNotHaveDuplicates();
    assertThat(found.others()).hasSize(1);
  }

  @Test
  void findsNobodyWhenNobodyIsInEnoughPhotos() {
    for (int photo = 0; photo < 10; photo++) {
      see(photo, photo < 3 ? anna : people.person());
    }

    assertThat(SubjectChoice.choose(10, sightings, SubjectKind.PERSON, MATCH))
        .isEqualTo(new NoSubject(3, 4));
    assertThat(SubjectChoice.choose(5, List.of(), SubjectKind.PERSON, MATCH))
        .isEqualTo(new NoSubject(0, 3));
  }

  @Test
  void countsCopiesOfOneShotOnce() {
    Embedding shot = people.look(anna, .5);
    for (int photo = 0; photo < 5; photo++) {
      sightings.add(new Sighting(photo, photo, people.look(shot, .02), 1));
    }

    assertThat(SubjectChoice.choose(5, sightings, SubjectKind.PERSON, MATCH))
        .isEqualTo(new NoSubject(1, 3));
  }

  @Test
  void cannotDecideBetweenTwoWhoAreAlwaysTogether() {
    for (int photo = 0; photo < 5; photo++) {
      see(photo, anna);
      if (photo > 0) {
        see(photo, ben);
      }
    }

    assertThat(SubjectChoice.choose(5, sightings, SubjectKind.PERSON, MATCH))
        .isEqualTo(new Ambiguous(5, 4));
  }

  private void see(int photo, Embedding person) {
    sightings.add(new Sighting(photo, sightings.size(), people.look(person, .5), 1));
  }
}
