package dev.keepsake.catalog;

import java.time.Instant;

/**
 * That a backup was restored, so that later restores of the same cluster start above its epoch.
 *
 * @param epoch the epoch that the restored servers were given
 * @param hash of the snapshot that was written
 * @param host on which machine
 */
public record RestoreRecord(BackupId backup, long epoch, String hash, String host, Instant time) {}
