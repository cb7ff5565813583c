package dev.likeness.ingest.photos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignContentTest {
  private final PhotoCheck check = new PhotoCheck(new ImageLimits(100_000, 1_000_000, 2_000));

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><html><body>Log in</body></html>', an HTML page",
    "'  \n<html lang=\"en\">', an HTML page",
    "'\u00EF\u00BB\u00BF<!-- a comment --><!doctype HTML>', an HTML page",
    "'<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>', XML",
    "'<svg xmlns=\"http://www.w3.org/2000/svg\"/>', an SVG drawing",
    "'{\"error\": \"expired\"}', JSON",
    "'[1]', JSON",
    "%PDF-1.7, a PDF document",
    "Not found, text",
    "'', empty"
  })
  void saysWhatCameInsteadOfAPhoto(String content, String name) {
    assertThat(refusal(content.getBytes(StandardCharsets.ISO_8859_1)))
        .endsWith(" file: it is " + name + ".");
  }

  @Test
  void saysThatAHostHasCompressedThePhoto() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[] {1, 2, 3});
    }

    assertThat(refusal(packed.toByteArray())).contains(": it is compressed with gzip");
  }

  @Test
  void saysNothingOfWhatItDoesNotKnow() {
    assertThat(refusal(new byte[] {1, 2, 3})).endsWith("HEIC file.");
  }

  private String refusal(byte[] bytes) {
    return ((PhotoCheck.Checked.Refused) check.check(bytes)).refusal().detail();
  }
}
