package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.ImageFetcher;
import dev.likeness.kit.blob.BlobStore;

/** Everything outside the core that intake needs. */
public record IntakePorts(
    UrlPolicy urls,
    ImageFetcher images,
    BlobStore blobs,
    JobLog log,
    FirstSubmissions firstSubmissions,
    IngestMetrics metrics) {}
