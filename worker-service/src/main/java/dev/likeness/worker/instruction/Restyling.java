package dev.likeness.worker.instruction;

import java.util.Optional;

/**
 * What the prompt of a remix asks for.
 *
 * @param style that it names; without one the look of the reference is meant
 * @param strength how much of the look, above 0 and at most 1
 */
public record Restyling(Optional<String> style, double strength) {}
