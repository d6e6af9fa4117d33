package dev.keepsake.config;

/**
 * That backups cannot be removed from the store for some days, by nobody.
 *
 * @param mode {@code governance}, past which somebody may go who has the right to, or {@code compliance}
 * @param days for how long each backup, with all that it needs, cannot be removed once it is made
 */
public record ObjectLockConfig(String mode, int days) {}
