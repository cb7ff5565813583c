package dev.likeness.ingest.intake;

import dev.likeness.ingest.catalogue.Catalogue;
import dev.likeness.ingest.catalogue.PriceList;
import dev.likeness.kit.image.ImageLimits;
import java.time.Duration;

/**
 * What the deployment decides about intake.
 *
 * @param prices for everything in the catalogue
 * @param asyncDeadline from acceptance to the end of a job that nobody waits for
 * @param trainingDeadline likewise of a job that trains a profile
 * @param syncLimit how long a synchronous caller waits, and so how long its job may take
 * @param firstSubmissionLimit how long a submission with {@code client_request_id} waits for the
 *     scheduler to see it
 */
public record IntakePolicy(
    Catalogue catalogue,
    PriceList prices,
    PromptPolicy prompts,
    ImageLimits images,
    Duration asyncDeadline,
    Duration trainingDeadline,
    Duration syncLimit,
    Duration firstSubmissionLimit) {}
