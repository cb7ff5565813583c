package dev.likeness.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ProgressBar bar =
      new ProgressBar(new PrintStream(out, true, StandardCharsets.UTF_8));

  @Test
  void writesALineForEachChangeWhereThereIsNoTerminal() {
    bar.show("QUEUED", "", 0);
    bar.show("QUEUED", "", 0);
    bar.show("IN_PROGRESS", "model", 0.5);
    bar.show("SUCCEEDED", "", 1);
    bar.end();

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "  [........................]   0 % QUEUED",
            "  [############............]  50 % IN_PROGRESS model",
            "  [########################] 100 % SUCCEEDED");
  }
}
