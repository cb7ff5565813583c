package dev.likeness.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.model.ModelPack;
import dev.likeness.worker.model.ModelPacks;
import dev.likeness.worker.onnx.DeviceSettings;
import dev.likeness.worker.onnx.OnnxDevice;
import dev.likeness.worker.subject.SubjectReader;
import dev.likeness.worker.subject.SubjectReaders;
import dev.likeness.worker.testing.MarkedFaces;
import dev.likeness.worker.testing.MarkedPets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectModelsTest {
  @TempDir private Path folder;

  private final OnnxDevice device = OnnxDevice.open(DeviceSettings.cpu(2));
  private final Ownership owned = new Ownership();

  @AfterEach
  void close() {
    owned.close();
    device.close();
  }

  @Test
  void readsAppearanceWithoutAnyPack() {
    SubjectReaders readers = load();

    assertThat(readers.all()).extracting(SubjectReader::kind).containsOnly(SubjectKind.APPEARANCE);
    assertThat(readers.ofIdentity()).isEmpty();
  }

  @Test
  void readsPeopleFirstThenAnimals() throws IOException {
    SubjectReaders readers =
        load(MarkedPets.yolox(folder.resolve("pets")), MarkedFaces.pack(folder.resolve("one"), 7));

    assertThat(readers.all())
        .extracting(SubjectReader::kind)
        .containsExactly(SubjectKind.PERSON, SubjectKind.ANIMAL, SubjectKind.APPEARANCE);
    assertThat(readers.all().getFirst().spaces()).hasSize(1);
  }

  @Test
  void letsASecondPackOfFacesAuditTheFirst() throws IOException {
    ModelPack first = MarkedFaces.pack(folder.resolve("one"), 7);
    ModelPack second = MarkedFaces.buffalo(folder.resolve("two"), 8);

    SubjectReader people = load(first, second).of(SubjectKind.PERSON).orElseThrow();

    assertThat(people.spaces().getFirst().id()).isEqualTo(first.file("face.embed").sha256());
    assertThat(people.spaces().getLast().id()).isEqualTo(second.file("face.embed").sha256());
  }

  @Test
  void prefersTheModelThatIsMeantToAudit() throws IOException {
    ModelPack audited = MarkedFaces.audited(folder.resolve("one"));

    SubjectReader people =
        load(audited, MarkedFaces.pack(folder.resolve("two"), 9))
            .of(SubjectKind.PERSON)
            .orElseThrow();

    assertThat(people.spaces().getLast().id()).isEqualTo(audited.file("face.embed.audit").sha256());
  }

  private SubjectReaders load(ModelPack... packs) {
    List<ModelPack> all = new ArrayList<>(List.of(packs));
    all.add(ModelPack.starter());
    return SubjectModels.load(new ModelPacks(all), device, owned);
  }
}
