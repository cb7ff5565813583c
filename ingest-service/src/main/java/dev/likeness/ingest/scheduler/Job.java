package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.BlobRef;
import dev.likeness.schema.v1.JobSpec;
import dev.likeness.schema.v1.Submit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A job that the scheduler works on.
 *
 * @param round 1, and one more with each redrive; every round reserves and settles anew
 * @param deadline when this round expires
 * @param ticket number of the round among all that ever came into the lane, counted from 1; 0 if it
 *     came in before tickets were given
 */
public record Job(JobRequest request, int round, Instant deadline, Place place, long ticket) {

  static Job of(JobRequest request, long sequence, long ticket) {
    var submit = request.submit();
    return new Job(
        request,
        1,
        submit.getDeadline(),
        new Place(submit.getLane(), request.account(), sequence),
        ticket);
  }

  /** Whether some of its photos still lie where the customer published them. */
  boolean lacksInputs() {
    return !request.submit().getSources().isEmpty();
  }

  /** The same job as if the customer had sent the photos along. */
  Job with(List<BlobRef> inputs) {
    var submit = request.submit();
    var complete =
        Submit.newBuilder(submit)
            .setSpec(JobSpec.newBuilder(submit.getSpec()).setInputs(inputs).build())
            .setSources(List.of())
            .build();
    var asked = new JobRequest(request.id(), request.account(), request.createdAt(), complete);
    return new Job(asked, round, deadline, place, ticket);
  }

  /** The same job once more, with as much time as it had the first time, at the end of its lane. */
  Job again(Instant now, long sequence, long newTicket) {
    var submit = request.submit();
    var granted = Duration.between(request.createdAt(), submit.getDeadline());
    return new Job(
        request,
        round + 1,
        now.plus(granted),
        new Place(place.lane(), place.account(), sequence),
        newTicket);
  }
}
