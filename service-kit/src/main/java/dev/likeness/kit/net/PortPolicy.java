package dev.likeness.kit.net;

import java.util.Arrays;

/**
 * Which ports may be called for a customer: those on which HTTP is spoken. A server of another
 * protocol may take a request for commands of its own. Below 1024 that is 80 and 443; above, all
 * but those which other protocols are known to use (IANA's registry; "bad ports" of the Fetch
 * standard).
 */
final class PortPolicy {
  private static final int FIRST_UNPRIVILEGED = 1024;

  /** Sorted. Names as in IANA's registry, or of the program that is known for the port. */
  private static final int[] OTHER_PROTOCOLS = {
    1080, // socks
    1433, // ms-sql-s
    1434, // ms-sql-m
    1521, // oracle
    1719, // h323gatestat
    1720, // h323hostcall
    1723, // pptp
    1883, // mqtt
    2049, // nfs
    2181, // zookeeper
    2375, // docker
    2376, // docker-s
    2377, // swarm
    2379, // etcd-client
    2380, // etcd-server
    3306, // mysql
    3389, // ms-wbt-server
    3659, // apple-sasl
    4045, // npp
    4190, // sieve
    4369, // epmd
    5060, // sip
    5061, // sips
    5222, // xmpp-client
    5269, // xmpp-server
    5432, // postgresql
    5671, // amqps
    5672, // amqp
    5900, // rfb
    6000, // x11
    6379, // redis
    6443, // kubernetes
    6566, // sane-port
    6665, // ircu
    6666, 6667, 6668, 6669, 6679, // osaut
    6697, // ircs-u
    8883, // secure-mqtt
    9042, // cassandra
    9092, // kafka
    9093, 9094, 9160, // cassandra
    9300, 10080, // amanda
    11211, // memcache
    16379, // redis
    26379, 27017, // mongodb
    27018, 27019,
  };

  private PortPolicy() {}

  static boolean allows(int port) {
    return port < FIRST_UNPRIVILEGED
        ? port == 80 || port == 443
        : Arrays.binarySearch(OTHER_PROTOCOLS, port) < 0;
  }
}
