package dev.likeness.contract;

import org.apache.avro.specific.SpecificRecord;

/**
 * A topic and the type of its values. Keys are always strings.
 *
 * @param name name on the broker
 * @param type generated class of the values
 * @param retention how long records stay
 */
public record Topic<V extends SpecificRecord>(String name, Class<V> type, Retention retention) {

  /** How long the records of a topic stay. */
  public enum Retention {
    /** Seven days: longer than any job lives and any webhook is retried. */
    WEEK,
    /** The latest record of each key; a null value removes the key. */
    COMPACTED,
    /** For ever: the ledger is the account's history. */
    FOREVER
  }
}
