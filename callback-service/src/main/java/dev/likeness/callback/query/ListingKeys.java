package dev.likeness.callback.query;

import dev.likeness.schema.v1.JobSnapshot;
import dev.likeness.schema.v1.ListingKind;
import dev.likeness.schema.v1.ListingPosition;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the index from which lists are read: {@code <kind>/<account>/<15 digits>/<job
 * id>}, where the digits count the milliseconds from the creation to the end of time, so that the
 * newest come first. Neither kind nor account holds a slash. The value says what never changes of a
 * job and can be asked for: {@code <operation>} or {@code <operation>/<tag>}.
 */
public final class ListingKeys {
  private static final int DIGITS = 15;
  private static final int JOB_ID = 32;
  private static final long END_OF_TIME = 999_999_999_999_999L;

  /** The order of keys. */
  static final Comparator<ListingPosition> ORDER =
      Comparator.comparing(ListingPosition::getCreatedAt)
          .reversed()
          .thenComparing(ListingPosition::getJobId);

  private ListingKeys() {}

  public static String key(ListingKind kind, JobSnapshot job) {
    return key(kind, job.getAccount(), positionOf(job));
  }

  public static String value(JobSnapshot job) {
    String operation = job.getOperation().name();
    return job.getTag() == null ? operation : operation + "/" + job.getTag();
  }

  /** Where the job stands. A time that no key can hold counts as the nearest that one can. */
  public static ListingPosition positionOf(JobSnapshot job) {
    return new ListingPosition(
        Instant.ofEpochMilli(Math.clamp(job.getCreatedAt().toEpochMilli(), 0, END_OF_TIME)),
        job.getJobId());
  }

  static ListingPosition positionOf(String key) {
    int idAt = key.length() - JOB_ID;
    int digitsAt = idAt - 1 - DIGITS;
    long left = Long.parseLong(key, digitsAt, idAt - 1, 10);
    return new ListingPosition(Instant.ofEpochMilli(END_OF_TIME - left), key.substring(idAt));
  }

  /** The first key that can be asked for. */
  static String first(ListingQuestion question) {
    String prefix = prefix(question);
    Instant before = question.getCreatedBefore();
    String newest = before == null ? prefix : prefix + digits(before.toEpochMilli() - 1) + "/";
    ListingPosition after = question.getAfter();
    String next =
        after == null ? prefix : following(key(question.getKind(), question.getAccount(), after));
    return next.compareTo(newest) > 0 ? next : newest;
  }

  /** Comes after every key that can be asked for, and before the others that come later. */
  static String end(ListingQuestion question) {
    String prefix = prefix(question);
    Instant from = question.getCreatedFrom();
    String oldest = from == null ? prefix : prefix + digits(from.toEpochMilli()) + "/";
    return oldest.substring(0, oldest.length() - 1) + (char) ('/' + 1);
  }

  /** The least key after this one. */
  static String following(String key) {
    return key + "\0";
  }

  static boolean matches(String value, @Nullable Operation operation, @Nullable String tag) {
    int slash = value.indexOf('/');
    String itsOperation = slash < 0 ? value : value.substring(0, slash);
    boolean ofOperation = operation == null || operation.name().equals(itsOperation);
    return ofOperation && (tag == null || (slash >= 0 && tag.equals(value.substring(slash + 1))));
  }

  private static String key(ListingKind kind, String account, ListingPosition at) {
    return prefix(kind, account) + digits(at.getCreatedAt().toEpochMilli()) + "/" + at.getJobId();
  }

  private static String prefix(ListingQuestion question) {
    return prefix(question.getKind(), question.getAccount());
  }

  private static String prefix(ListingKind kind, String account) {
    return kind.name().toLowerCase(Locale.ROOT) + "/" + account + "/";
  }

  private static String digits(long epochMillis) {
    long left = END_OF_TIME - Math.clamp(epochMillis, 0, END_OF_TIME);
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", left);
  }
}
