package dev.likeness.ingest.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Result of a synchronous request. One of the two lists is empty.
 *
 * @param images the images themselves, in base64 on the wire
 * @param downloadUrls signed, for 24 hours
 */
record EditResponse(
    @JsonProperty("known_subjects") KnownSubjects knownSubjects,
    List<StoredImage> images,
    @JsonProperty("download_urls") List<String> downloadUrls) {

  /**
   * Which profiles were recognised.
   *
   * @param counts by profile id, in how many outputs
   */
  record KnownSubjects(Map<String, Integer> counts) {}
}
