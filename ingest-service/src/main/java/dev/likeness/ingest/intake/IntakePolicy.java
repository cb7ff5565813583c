package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.ImageLimits;
import java.time.Duration;

/**
 * What the deployment decides about intake.
 *
 * @param asyncDeadline from acceptance to the end of a job that nobody waits for
 * @param syncLimit how long a synchronous caller waits, and so how long its job may take
 * @param firstSubmissionLimit how long a submission with {@code client_request_id} waits for the
 *     scheduler to see it
 */
public record IntakePolicy(
    PriceList prices,
    ImageLimits images,
    Duration asyncDeadline,
    Duration syncLimit,
    Duration firstSubmissionLimit) {}
