package dev.likeness.contract.wire;

import java.time.Instant;

/**
 * The registry gives no usable answers: what needs one waits.
 *
 * @param since the first of the answers that were not usable
 * @param last the latest of them
 * @param why what is wrong, as a sentence for operators
 */
public record RegistryOutage(Instant since, Instant last, String why) {}
