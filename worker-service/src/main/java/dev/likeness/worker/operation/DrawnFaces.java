package dev.likeness.worker.operation;

import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.worker.identity.Likeness;
import dev.likeness.worker.identity.SubjectKind;
import dev.likeness.worker.image.Photo;
import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelFile;
import dev.likeness.worker.retouch.FacePolish;
import java.util.List;

/** What becomes of faces after a picture was drawn, with a view to the profiles of the request. */
public record DrawnFaces(FacePolish networks, KnownProfiles profiles) {
  /** The people among the profiles of a request. */
  List<Likeness> people(JobAttempt attempt, Cancellation cancellation) {
    return attempt.getSpec().getProfileIds().stream()
        .flatMap(id -> profiles.known(attempt.getAccount(), id, cancellation).stream())
        .filter(known -> known.reader().kind() == SubjectKind.PERSON)
        .map(KnownSubject::likeness)
        .toList();
  }

  /** Polishes a picture in place; whether it could. */
  boolean polish(Photo picture, List<Likeness> people, Cancellation cancellation) {
    networks.polish(picture, people, cancellation);
    return true;
  }

  List<ModelFile> models() {
    return networks.models();
  }
}
