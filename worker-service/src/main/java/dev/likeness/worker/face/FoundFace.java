package dev.likeness.worker.face;

import dev.likeness.worker.identity.Embedding;

/** A face, and how it looks in an embedding space. */
public record FoundFace(Face face, Embedding embedding) {}
