package dev.likeness.bench.pipeline;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the job in an answer or a webhook without reading all of its JSON. */
final class JobIds {
  private static final Pattern JOB_ID = Pattern.compile("\"job_id\"\\s*:\\s*\"([^\"]+)\"");

  private JobIds() {}

  /** Empty if there is none. */
  static String in(String json) {
    Matcher found = JOB_ID.matcher(json);
    return found.find() ? found.group(1) : "";
  }
}
