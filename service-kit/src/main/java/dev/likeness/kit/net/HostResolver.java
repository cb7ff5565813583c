package dev.likeness.kit.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name once and lets only the addresses through that the policy allows. The system's
 * resolver has no limit on its time and keeps the thread that asks it, a virtual one with its
 * carrier; so platform threads of our own ask it, and whoever waits for them waits for a limited
 * time. Thread safe.
 */
final class HostResolver implements DnsResolver, AutoCloseable {
  private static final int MAX_LOOKUPS = 64;
  private static final int MAX_WAITING = 1024;

  /** How a name becomes addresses: {@link InetAddress#getAllByName}, but for tests. */
  interface Lookup {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private final AddressPolicy policy;
  private final Duration limit;
  private final Lookup lookup;
  private final ThreadPoolExecutor threads;
  private final Map<String, CompletableFuture<InetAddress[]>> running = new ConcurrentHashMap<>();

  HostResolver(AddressPolicy policy, Duration limit, Lookup lookup) {
    this.policy = policy;
    this.limit = limit;
    this.lookup = lookup;
    this.threads =
        new ThreadPoolExecutor(
            MAX_LOOKUPS,
            MAX_LOOKUPS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("host-lookup-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * @throws UnknownHostException if the name has no address that may be called, or none was found
   *     in time: which of these is not told, because that would tell which names of our own network
   *     exist
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] allowed =
        Arrays.stream(addressesOf(host)).filter(policy::allows).toArray(InetAddress[]::new);
    if (allowed.length == 0) {
      throw new UnknownHostException(host);
    }
    return allowed;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Calls that need the same name at the same time share one lookup. */
  private InetAddress[] addressesOf(String host) throws UnknownHostException {
    try {
      return running
          .computeIfAbsent(host, this::begin)
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new UnknownHostException(host);
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new UnknownHostException(host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException(host);
    }
  }

  private CompletableFuture<InetAddress[]> begin(String host) {
    var found = new CompletableFuture<InetAddress[]>();
    threads.execute(
        () -> {
          try {
            found.complete(lookup.addressesOf(host));
          } catch (Throwable e) {
            found.completeExceptionally(e);
          } finally {
            running.remove(host, found);
          }
        });
    return found;
  }
}
