package dev.likeness.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceSettingsTest {
  @TempDir private Path directory;

  @Test
  void replacesNamesBySettings() throws IOException {
    assertThat(yaml("port: ${PORT}, root: ${ROOT}/blobs", Map.of("PORT", "80", "ROOT", "/data")))
        .isEqualTo("port: 80, root: /data/blobs");
  }

  @Test
  void takesTheDefaultOfANameWithoutSetting() throws IOException {
    assertThat(yaml("port: ${PORT:-8080}, ranges: '${RANGES:-}'", Map.of()))
        .isEqualTo("port: 8080, ranges: ''");
    assertThat(yaml("port: ${PORT:-8080}", Map.of("PORT", "0"))).isEqualTo("port: 0");
    assertThat(yaml("url: ${URL:-http://127.0.0.1:8081/apis}", Map.of()))
        .isEqualTo("url: http://127.0.0.1:8081/apis");
  }

  @Test
  void namesTheSettingThatIsMissing() {
    assertThatException()
        .isThrownBy(() -> yaml("secret: ${MASTER_SECRET}", Map.of("OTHER", "x")))
        .withMessageContaining("MASTER_SECRET");
  }

  @Test
  void findsAConfigurationInsideTheService() throws IOException {
    try (InputStream in = ServiceSettings.from(Map.of("PLACE", "a setting")).open("in-jar.yml")) {
      assertThat(in).asString(StandardCharsets.UTF_8).contains("place: a setting");
    }
  }

  @Test
  void namesAConfigurationThatIsNowhere() {
    assertThatException()
        .isThrownBy(() -> ServiceSettings.from(Map.of()).open("nowhere.yml"))
        .isInstanceOf(FileNotFoundException.class)
        .withMessage(
            "there is no configuration nowhere.yml, neither as a file nor inside the service");
  }

  private String yaml(String content, Map<String, String> settings) throws IOException {
    Path file = Files.writeString(directory.resolve("service.yml"), content);
    try (InputStream in = ServiceSettings.from(settings).open(file.toString())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
