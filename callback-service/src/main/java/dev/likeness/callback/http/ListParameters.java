package dev.likeness.callback.http;

import dev.likeness.kit.error.Refusal;
import dev.likeness.kit.error.RefusalException;
import dev.likeness.kit.error.Violation;
import dev.likeness.schema.v1.JobStatus;
import dev.likeness.schema.v1.ListingKind;
import dev.likeness.schema.v1.ListingPosition;
import dev.likeness.schema.v1.ListingQuestion;
import dev.likeness.schema.v1.Operation;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a question of the query parameters of a list. Collects what is wrong with them, so that the
 * customer learns all of it at once.
 */
final class ListParameters {
  static final int MOST_JOBS = 100;
  static final int MOST_PROFILES = 1_000;
  private static final int USUAL_JOBS = 20;
  private static final int LONGEST_TAG = 128;
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,9}");
  private static final Pattern CLIENT_REQUEST_ID = Pattern.compile("[ -~]{1,128}");
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:.{1,40}");

  private final MultivaluedMap<String, String> given;
  private final List<Violation> violations = new ArrayList<>();

  private ListParameters(MultivaluedMap<String, String> given) {
    this.given = given;
  }

  /**
   * @throws RefusalException (422) if a parameter cannot be understood
   */
  static ListingQuestion ofJobs(MultivaluedMap<String, String> given, String account) {
    var parameters = new ListParameters(given);
    parameters.checkClientRequestId();
    return parameters.question(
        ListingQuestion.newBuilder()
            .setKind(ListingKind.JOBS)
            .setAccount(account)
            .setStatuses(parameters.statuses())
            .setOperation(parameters.operation())
            .setCreatedFrom(parameters.time("created_after"))
            .setCreatedBefore(parameters.time("created_before"))
            .setLimit(parameters.limit()));
  }

  /**
   * @throws RefusalException (422) if a parameter cannot be understood
   */
  static ListingQuestion ofProfiles(MultivaluedMap<String, String> given, String account) {
    return new ListParameters(given)
        .question(
            ListingQuestion.newBuilder()
                .setKind(ListingKind.PROFILES)
                .setAccount(account)
                .setLimit(MOST_PROFILES));
  }

  private ListingQuestion question(ListingQuestion.Builder question) {
    question.setTag(tag()).setAfter(cursor());
    if (!violations.isEmpty()) {
      throw new RefusalException(Refusal.ofViolations(violations));
    }
    return question.build();
  }

  private List<JobStatus> statuses() {
    return given.getOrDefault("status", List.of()).stream()
        .flatMap(text -> oneOf("status", text, JobStatus.values(), Enum::name).stream())
        .distinct()
        .toList();
  }

  private @Nullable Operation operation() {
    String text = given.getFirst("operation");
    return text == null
        ? null
        : oneOf("operation", text, Operation.values(), ListParameters::lower).orElse(null);
  }

  private int limit() {
    String text = given.getFirst("limit");
    if (text == null) {
      return USUAL_JOBS;
    }
    int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST_JOBS) {
      refuse("limit", "must be a whole number, 1 to " + MOST_JOBS, "int_parsing");
    }
    return limit;
  }

  private @Nullable String tag() {
    String text = given.getFirst("tag");
    if (text != null && (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST_TAG)) {
      refuse("tag", "must have 1 to " + LONGEST_TAG + " characters", "string_length");
    }
    return text;
  }

  private void checkClientRequestId() {
    String text = given.getFirst("client_request_id");
    if (text != null && !CLIENT_REQUEST_ID.matcher(text).matches()) {
      refuse(
          "client_request_id", "must have 1 to 128 printable ASCII characters", "string_pattern");
    }
  }

  /** Rounded up to the millisecond: no job is created in between. */
  private @Nullable Instant time(String name) {
    String text = given.getFirst(name);
    if (text == null) {
      return null;
    }
    if (TIME.matcher(text).matches()) {
      try {
        return OffsetDateTime.parse(text)
            .toInstant()
            .plusNanos(999_999)
            .truncatedTo(ChronoUnit.MILLIS);
      } catch (DateTimeException e) {
        // said below
      }
    }
    refuse(
        name,
        "must be a time as in RFC 3339, for example 2026-11-20T10:00:00Z; a + in it is sent as %2B",
        "datetime_parsing");
    return null;
  }

  private @Nullable ListingPosition cursor() {
    String text = given.getFirst("cursor");
    if (text == null) {
      return null;
    }
    Optional<ListingPosition> place = ListCursor.parse(text);
    if (place.isEmpty()) {
      refuse("cursor", "must be the next_cursor of an answer, as it was given", "cursor_parsing");
    }
    return place.orElse(null);
  }

  private <E extends Enum<E>> Optional<E> oneOf(
      String name, String text, E[] values, Function<E, String> nameOf) {
    Optional<E> named =
        Stream.of(values).filter(value -> nameOf.apply(value).equals(text)).findFirst();
    if (named.isEmpty()) {
      String all = Stream.of(values).map(nameOf).collect(Collectors.joining(", "));
      refuse(name, "must be one of " + all, "enum");
    }
    return named;
  }

  private void refuse(String name, String expected, String type) {
    violations.add(new Violation(List.of("query", name), expected, type));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
