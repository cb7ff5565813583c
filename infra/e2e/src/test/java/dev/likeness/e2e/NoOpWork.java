package dev.likeness.e2e;

/**
 * A worker whose operation does nothing, in the place of the real one for as long as this is open.
 */
final class NoOpWork implements AutoCloseable {
  private final Cluster cluster;
  private final ServiceProcess worker;

  private NoOpWork(Cluster cluster) {
    this.cluster = cluster;
    this.worker = cluster.noOpWorker();
  }

  /** Returns when it is ready. */
  static NoOpWork instead(Cluster cluster) throws InterruptedException {
    var work = new NoOpWork(cluster);
    cluster.worker().close();
    work.worker.start();
    work.worker.awaitReady();
    return work;
  }

  @Override
  public void close() throws InterruptedException {
    worker.close();
    cluster.worker().start();
    cluster.worker().awaitReady();
  }
}
