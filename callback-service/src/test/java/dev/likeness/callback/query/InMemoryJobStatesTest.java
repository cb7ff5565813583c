package dev.likeness.callback.query;

import dev.likeness.callback.testing.InMemoryJobStates;
import dev.likeness.callback.testing.JobStatesContract;
import dev.likeness.schema.v1.JobCommand;
import dev.likeness.schema.v1.JobEvent;

class InMemoryJobStatesTest implements JobStatesContract {
  private final InMemoryJobStates states = new InMemoryJobStates(new JobWatch());

  @Override
  public JobStates states() {
    return states;
  }

  @Override
  public void publish(JobCommand command) {
    states.apply(command);
  }

  @Override
  public void publish(JobEvent event) {
    states.apply(event);
  }
}
