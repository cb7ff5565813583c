package dev.likeness.kit.kafka;

import java.nio.file.Path;

/**
 * What tells one Streams application, and one instance of it, from others.
 *
 * @param applicationId also the name of its group, and the begin of its changelogs' names
 * @param stateDirectory keeps the stores between starts
 * @param applicationServer {@code host:port} at which peers reach this instance
 * @param standbys copies of each store on other instances
 */
public record StreamsSettings(
    String applicationId,
    Path stateDirectory,
    String applicationServer,
    int standbys,
    Processing processing) {

  /** Of an application that decides. */
  public StreamsSettings(
      String applicationId, Path stateDirectory, String applicationServer, int standbys) {
    this(applicationId, stateDirectory, applicationServer, standbys, Processing.DECIDES);
  }
}
