/**
 * Benchmarks as ratios: subject and baseline take turns in the same run on the same machine,
 * because absolute times on a shared machine mean nothing. {@link dev.likeness.bench.BenchMain}
 * runs them; the last results stand in {@code infra/bench/README.md}.
 */
@NullMarked
package dev.likeness.bench;

import org.jspecify.annotations.NullMarked;
