package dev.likeness.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.likeness.worker.model.Cancellation;
import dev.likeness.worker.model.ModelException;
import dev.likeness.worker.model.ModelException.Reason;
import dev.likeness.worker.model.RunCancelled;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class DeviceThreadTest {
  @Test
  void runsEverythingOnItsOwnThread() {
    try (DeviceThread thread = thread(Duration.ofSeconds(10))) {
      String first = thread.call(new Cancellation(), () -> Thread.currentThread().getName());
      String second = thread.call(new Cancellation(), () -> Thread.currentThread().getName());

      assertThat(first).isEqualTo("test-device").isEqualTo(second);
    }
  }

  @Test
  void refusesACallThatWouldWaitTooLong() throws InterruptedException {
    // Long enough for the first call to begin on a busy machine, or nothing would occupy the
    // device.
    try (DeviceThread thread = thread(Duration.ofMillis(500))) {
      CountDownLatch release = new CountDownLatch(1);
      Thread other = occupy(thread, release);

      assertThatExceptionOfType(ModelException.class)
          .isThrownBy(() -> thread.call(new Cancellation(), () -> 1))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
      release.countDown();
      other.join();
      assertThat(thread.call(new Cancellation(), () -> 2)).isEqualTo(2);
    }
  }

  @Test
  void nobodyIsRefusedBecauseOfALongTask() throws InterruptedException {
    try (DeviceThread thread = thread(Duration.ofMillis(10))) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Thread loading =
          Thread.ofVirtual()
              .start(
                  () ->
                      thread.callLong(
                          () -> {
                            begun.countDown();
                            release.await();
                            return true;
                          }));
      begun.await();
      Thread releasing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                    release.countDown();
                  });

      assertThat(thread.call(new Cancellation(), () -> 1)).isEqualTo(1);
      loading.join();
      releasing.join();
    }
  }

  @Test
  void leavesATaskBehindThatDoesNotEnd() throws InterruptedException {
    DeviceThread thread =
        new DeviceThread("test-device", 2, Duration.ofSeconds(10), Duration.ofMillis(50));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread hanging =
        Thread.ofVirtual()
            .start(
                () ->
                    thread.call(
                        new Cancellation(),
                        () -> {
                          begun.countDown();
                          while (release.getCount() > 0) { // native code knows no interrupts
                            Thread.onSpinWait();
                          }
                          return true;
                        }));
    begun.await();

    thread.close();

    release.countDown();
    hanging.join();
  }

  @Test
  void endsTheWaitOfACancelledCall() throws InterruptedException {
    try (DeviceThread thread = thread(Duration.ofMinutes(1))) {
      CountDownLatch release = new CountDownLatch(1);
      Thread other = occupy(thread, release);
      Cancellation cancellation = new Cancellation();
      Thread canceller = Thread.ofVirtual().start(cancellation::request);

      assertThatExceptionOfType(RunCancelled.class)
          .isThrownBy(() -> thread.call(cancellation, () -> 1));
      release.countDown();
      canceller.join();
      other.join();
    }
  }

  @Test
  void passesFailuresOn() {
    try (DeviceThread thread = thread(Duration.ofSeconds(10))) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  thread.call(
                      new Cancellation(),
                      () -> {
                        throw new IllegalStateException("from the device");
                      }))
          .withMessage("from the device");
    }
  }

  @Test
  void refusesCallsAfterClose() {
    DeviceThread thread = thread(Duration.ofSeconds(10));
    thread.close();

    assertThatExceptionOfType(ModelException.class)
        .isThrownBy(() -> thread.call(new Cancellation(), () -> 1))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
  }

  private static DeviceThread thread(Duration maxWait) {
    return new DeviceThread("test-device", 2, maxWait, Duration.ofSeconds(30));
  }

  private static Thread occupy(DeviceThread thread, CountDownLatch release)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    thread.call(
                        new Cancellation(),
                        () -> {
                          begun.countDown();
                          release.await();
                          return true;
                        }));
    begun.await();
    return caller;
  }
}
