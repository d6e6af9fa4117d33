package dev.keepsake.catalog;

/**
 * That a backup was restored before, as the key of its record says.
 *
 * @param epoch the epoch that the restored servers were given
 */
public record PastRestore(BackupId backup, long epoch) {}
