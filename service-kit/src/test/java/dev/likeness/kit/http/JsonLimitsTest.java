package dev.likeness.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonLimitsTest {
  @Test
  void tellsTheLimitAndNothingOfOurCode() {
    var json = new ObjectMapper();
    json.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(3).build());

    var passed =
        catchThrowableOfType(StreamConstraintsException.class, () -> json.readTree("[[[[1]]]]"));

    assertThat(JsonLimits.told(passed))
        .isEqualTo(
            "The JSON goes past a limit: Document nesting depth (4) exceeds the maximum allowed"
                + " (3).");
  }
}
