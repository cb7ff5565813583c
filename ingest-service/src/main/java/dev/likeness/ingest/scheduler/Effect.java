package dev.likeness.ingest.scheduler;

import dev.likeness.schema.v1.CancelAttempt;
import dev.likeness.schema.v1.DeadLetter;
import dev.likeness.schema.v1.InputsDue;
import dev.likeness.schema.v1.JobAttempt;
import dev.likeness.schema.v1.JobEvent;
import dev.likeness.schema.v1.LedgerEntry;

/** A record to publish, together with the change of state that it belongs to, or not at all. */
public sealed interface Effect {

  record Announce(JobEvent event) implements Effect {}

  record HandOut(JobAttempt attempt) implements Effect {}

  record Fetch(InputsDue due) implements Effect {}

  record Stop(CancelAttempt cancel) implements Effect {}

  record Book(LedgerEntry entry) implements Effect {}

  record GiveUp(DeadLetter letter) implements Effect {}
}
