package dev.likeness.ingest.intake;

import dev.likeness.ingest.photos.StorageQuota;
import dev.likeness.kit.auth.AccountGate;
import dev.likeness.kit.blob.BlobStore;

/**
 * Everything outside the core that intake needs.
 *
 * @param gate which accounts may ask for work
 * @param callbackUrls which URLs may receive webhooks
 * @param photoUrls which URLs may be those of photos
 */
public record IntakePorts(
    AccountGate gate,
    UrlPolicy callbackUrls,
    UrlPolicy photoUrls,
    BlobStore blobs,
    StorageQuota quota,
    JobLog log,
    FirstSubmissions firstSubmissions,
    Profiles profiles,
    PrepaidCredit credit,
    IngestMetrics metrics) {}
