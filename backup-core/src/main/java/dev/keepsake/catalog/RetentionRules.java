package dev.keepsake.catalog;

import java.time.Duration;

/**
 * What is to be kept. Each rule keeps on its own; what no rule keeps is removed. Hours, days, weeks and months without a
 * backup do not count, so that a cluster that is no longer backed up loses nothing by that.
 *
 * @param window how far back every moment must stay restorable; zero for none beyond the last days
 * @param hourly of how many hours the newest backup is kept; so on for days, weeks (from Monday) and months, in UTC
 * @param keepLast how many of the newest backups are kept, at least {@link #LEAST}
 * @param maxDeletePercent how much of all backups one run may begin to remove
 */
public record RetentionRules(
        Duration window, int hourly, int daily, int weekly, int monthly, int keepLast, int maxDeletePercent) {

    /** So many of the newest backups are never removed, whatever anybody says. */
    public static final int LEAST = 3;

    /** What one run may begin to remove when nobody says otherwise. */
    public static final int STANDARD_PERCENT = 20;

    private static final int HUNDRED = 100;

    /** Refuses what nobody can mean. */
    public RetentionRules {
        boolean negative = window.isNegative() || hourly < 0 || daily < 0 || weekly < 0 || monthly < 0;
        if (negative || keepLast < LEAST || maxDeletePercent < 1 || maxDeletePercent > HUNDRED) {
            throw new IllegalArgumentException(
                    "rules that keep " + window + ", " + hourly + ", " + daily + ", " + weekly + ", " + monthly
                            + ", the last " + keepLast + ", and remove up to " + maxDeletePercent + " %");
        }
    }

    /** The same, but for how much one run may begin to remove. */
    public RetentionRules withMaxDeletePercent(int percent) {
        return new RetentionRules(window, hourly, daily, weekly, monthly, keepLast, percent);
    }

    /** How many of so many backups one run may begin to remove; one always, or few backups would never be thinned. */
    int mostAtOnce(int backups) {
        return Math.max(1, (int) ((long) backups * maxDeletePercent / HUNDRED));
    }
}
