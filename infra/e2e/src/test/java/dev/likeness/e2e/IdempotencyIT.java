package dev.likeness.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.likeness.schema.v1.LedgerEntryKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(E2eExtension.class)
class IdempotencyIT {
  private static final int CALLS = 50;
  private static final int THREADS = 8;

  @Test
  void fiftyCallsAtOnceWithTheSameIdMakeOneJobAndOneCharge(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster);
        var threads = Executors.newFixedThreadPool(THREADS)) {
      Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(320, 240, 3));
      request.put("client_request_id", UUID.randomUUID().toString());
      var calls = new ArrayList<Callable<Customer.Answer>>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(() -> customer.enhance(request));
      }

      var jobIds = new HashSet<String>();
      for (Future<Customer.Answer> call : threads.invokeAll(calls)) {
        assertThat(call.get().status()).as("%s", call.get().body()).isEqualTo(202);
        jobIds.add(call.get().text("/job_id"));
      }

      assertThat(jobIds).hasSize(1);
      String jobId = jobIds.iterator().next();
      assertThat(customer.awaitEnd(jobId, Duration.ofSeconds(60)).at("/status").asText())
          .isEqualTo("SUCCEEDED");
      var topics = new TopicReader(cluster);
      assertThat(topics.terminalEventsOf(jobId)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.RESERVE)).isEqualTo(1);
      assertThat(topics.entries(jobId, LedgerEntryKind.SETTLE)).isEqualTo(1);
    }
  }

  @Test
  void theSameIdWithAnotherRequestIsRefused(Cluster cluster) throws Exception {
    try (var customer = new Customer(cluster)) {
      Map<String, Object> request = Customer.asyncRequest(Photos.jpeg(320, 240, 4));
      request.put("client_request_id", UUID.randomUUID().toString());
      assertThat(customer.enhance(request).status()).isEqualTo(202);
      request.put("num_output_images", 2);

      Customer.Answer second = customer.enhance(request);

      assertThat(second.status()).isEqualTo(409);
      assertThat(second.text("/code")).isEqualTo("IDEMPOTENCY_CONFLICT");
    }
  }
}
