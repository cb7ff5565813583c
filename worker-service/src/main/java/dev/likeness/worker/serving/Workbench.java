package dev.likeness.worker.serving;

import dev.likeness.kit.blob.BlobStore;
import dev.likeness.worker.image.ImageDecoder;
import dev.likeness.worker.image.ImageEncoder;

/** What operations work with, whatever models are loaded; it outlives them. */
public record Workbench(ImageDecoder decoder, ImageEncoder encoder, BlobStore blobs) {}
