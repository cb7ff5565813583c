package dev.likeness.kit.http;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.regex.Pattern;

/** What callers are told of JSON that is nested too deep, or has a part that is too long. */
public final class JsonLimits {
  /** Jackson names the method that gives the limit, which means nothing to callers. */
  private static final Pattern METHOD = Pattern.compile(", from `[^`]*`");

  private JsonLimits() {}

  /** One sentence, with the limit. */
  public static String told(StreamConstraintsException passed) {
    return "The JSON goes past a limit: "
        + METHOD.matcher(passed.getOriginalMessage()).replaceAll("")
        + ".";
  }
}
