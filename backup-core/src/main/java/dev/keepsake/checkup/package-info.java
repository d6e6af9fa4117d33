/**
 * What is looked at in a cluster besides its backups, and how it is told: findings, the rules behind them, reports.
 *
 * <p>Nothing here writes anything, anywhere but into the report.
 */
@org.jspecify.annotations.NullMarked
package dev.keepsake.checkup;
