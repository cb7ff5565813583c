package dev.likeness.worker.pipeline;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Amounts of adjustments; what is not in it is 0. Immutable. */
public record Adjustments(Map<Adjustment, Double> amounts) {
  /** Changes nothing. */
  public static final Adjustments NONE = new Adjustments(Map.of());

  public Adjustments {
    var copy = new EnumMap<Adjustment, Double>(Adjustment.class);
    copy.putAll(amounts);
    amounts = Collections.unmodifiableMap(copy);
  }

  /** These and one more; amounts of the same add up, to 1 or -1 at most. */
  public Adjustments plus(Adjustment adjustment, double amount) {
    var sum = new EnumMap<Adjustment, Double>(Adjustment.class);
    sum.putAll(amounts);
    sum.merge(adjustment, amount, Double::sum);
    sum.replaceAll((_, value) -> Math.clamp(value, -1.0, 1.0));
    return new Adjustments(sum);
  }

  /** Whether there is nothing to do. */
  public boolean isNone() {
    return amounts.values().stream().allMatch(amount -> amount == 0);
  }

  /** In the order of the model. */
  float[] vector() {
    Adjustment[] all = Adjustment.values();
    var vector = new float[all.length];
    for (int i = 0; i < all.length; i++) {
      vector[i] = amounts.getOrDefault(all[i], 0.0).floatValue();
    }
    return vector;
  }
}
