package dev.likeness.kit.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of a group that the broker keeps: with the protocols in which the broker assigns
 * (KIP-848 for consumers, KIP-932 for share groups, KIP-1071 for Streams) they are no client
 * settings any more. They must be there before the first member joins. Why these protocols:
 * infra/adr/0022.
 *
 * @param group its id
 * @param required without them the group would work wrongly
 * @param preferred how fast a dead member is noticed, and the like: a broker whose limits do not
 *     allow one of them is asked no more, and its own value holds
 */
public record GroupSettings(
    String group, Map<String, String> required, Map<String, String> preferred) {
  /** A member that is not heard of for so long is dead, and others get what it had. */
  public static final Duration SESSION = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(GroupSettings.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  public GroupSettings {
    required = Map.copyOf(required);
    preferred = Map.copyOf(preferred);
  }

  /** Of a consumer group (KIP-848). */
  public static GroupSettings ofConsumers(String group) {
    return new GroupSettings(group, Map.of(), liveness("consumer"));
  }

  /**
   * Of a Streams application (KIP-1071).
   *
   * @param standbys copies of each store on other instances
   */
  public static GroupSettings ofStreams(String application, int standbys) {
    var preferred = new HashMap<>(liveness("streams"));
    preferred.put("streams.num.standby.replicas", Integer.toString(standbys));
    return new GroupSettings(application, Map.of(), preferred);
  }

  /**
   * Of a share group (KIP-932).
   *
   * @param required settings that the group cannot do without
   */
  public static GroupSettings ofShareGroup(String group, Map<String, String> required) {
    return new GroupSettings(group, required, liveness("share"));
  }

  private static Map<String, String> liveness(String kind) {
    return Map.of(
        kind + ".session.timeout.ms", Long.toString(SESSION.toMillis()),
        kind + ".heartbeat.interval.ms", Long.toString(HEARTBEAT.toMillis()));
  }

  /**
   * Puts the settings on the broker.
   *
   * @throws KafkaException if the broker refuses a required one, or does not answer within 30 s
   */
  public void put(Admin admin) throws InterruptedException {
    if (!required.isEmpty()) {
      refused(admin, required)
          .ifPresent(
              refusal -> {
                throw new KafkaException("cannot configure the group " + group, refusal);
              });
    }
    if (refused(admin, preferred).isEmpty()) {
      return;
    }
    // One by one: what one limit of the broker forbids must not keep back the others.
    for (var setting : preferred.entrySet()) {
      refused(admin, Map.ofEntries(setting))
          .ifPresent(
              refusal ->
                  LOG.atWarn()
                      .addKeyValue("group", group)
                      .addKeyValue("setting", setting.getKey())
                      .addKeyValue("wanted", setting.getValue())
                      .addKeyValue("why", refusal.getMessage())
                      .log("the broker's limits do not allow a setting, its own value holds"));
    }
  }

  /** Empty if the broker took the settings. */
  private Optional<InvalidConfigurationException> refused(Admin admin, Map<String, String> settings)
      throws InterruptedException {
    Collection<AlterConfigOp> changes =
        settings.entrySet().stream()
            .map(
                setting ->
                    new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    var resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    try {
      admin
          .incrementalAlterConfigs(Map.of(resource, changes))
          .all()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidConfigurationException refusal) {
        return Optional.of(refusal);
      }
      throw new KafkaException("cannot configure the group " + group, e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("cannot configure the group " + group + " within " + LIMIT, e);
    }
  }
}
