package dev.likeness.ingest.intake;

import dev.likeness.schema.v1.Lane;
import dev.likeness.schema.v1.Operation;

/** Where a submission came from. It names the submission in the job's record. */
public sealed interface Origin {

  /** Name for the job's record and for log lines. */
  String requestId();

  /** Name of the field with the photo of that number, from 0 on, for what is said of it. */
  String photoField(Operation operation, int index);

  /** Name of the field with all photos. */
  String photosField(Operation operation);

  /** The share of the workers that a job from there competes for, unless it trains. */
  Lane lane();

  /**
   * A call that was answered at once with a handle, or waits for the result.
   *
   * @param requestId the call's {@code X-Request-Id}
   * @param async whether the caller goes away and asks later
   */
  record HttpCall(String requestId, boolean async) implements Origin {
    @Override
    public Lane lane() {
      return async ? Lane.STANDARD : Lane.INTERACTIVE;
    }

    @Override
    public String photoField(Operation operation, int index) {
      return switch (operation) {
        case ENHANCE -> "image";
        case EDIT, GENERATE -> "images[" + index + "]";
        case REMIX -> index == 0 ? "input_image" : "reference_image";
        case TRAIN -> "image_urls[" + index + "]";
      };
    }

    @Override
    public String photosField(Operation operation) {
      return switch (operation) {
        case ENHANCE -> "image";
        case EDIT, GENERATE -> "images";
        case REMIX, TRAIN -> "image_urls";
      };
    }
  }

  /**
   * A record of a submissions topic. It names its job, so that reading it twice makes one job.
   *
   * @param topicId of Kafka: another one when the topic is deleted and made again
   */
  record TopicRecord(String topic, String topicId, int partition, long offset) implements Origin {
    @Override
    public String requestId() {
      return topic + "-" + partition + "-" + offset;
    }

    @Override
    public Lane lane() {
      return Lane.BATCH;
    }

    @Override
    public String photoField(Operation operation, int index) {
      return "image_urls[" + index + "]";
    }

    @Override
    public String photosField(Operation operation) {
      return "image_urls";
    }
  }
}
