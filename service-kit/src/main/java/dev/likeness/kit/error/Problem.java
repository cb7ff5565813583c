package dev.likeness.kit.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The body of every HTTP error. {@code detail} is a sentence, except for {@code VALIDATION_FAILED},
 * where it is the list of {@link Violation}s that FastAPI clients expect.
 *
 * @param code name of a {@link dev.likeness.contract.FailureCode}
 * @param detail a sentence, or a list of violations
 * @param requestId the {@code X-Request-Id} of the response
 * @param jobId the job concerned, if there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String code,
    Object detail,
    @JsonProperty("request_id") String requestId,
    @JsonProperty("job_id") @Nullable String jobId) {}
