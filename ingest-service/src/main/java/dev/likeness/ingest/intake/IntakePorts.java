package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.kit.blob.BlobStore;

/**
 * Everything outside the core that intake needs.
 *
 * @param callbackUrls which URLs may receive webhooks
 * @param photoUrls which URLs may be those of photos
 */
public record IntakePorts(
    UrlPolicy callbackUrls,
    UrlPolicy photoUrls,
    BlobStore blobs,
    StorageQuota quota,
    JobLog log,
    FirstSubmissions firstSubmissions,
    Profiles profiles,
    PrepaidCredit credit,
    IngestMetrics metrics) {}
