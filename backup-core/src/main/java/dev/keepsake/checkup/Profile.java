package dev.keepsake.checkup;

import java.util.Locale;

/** How much a cluster must survive. */
public enum Profile {
    /** One machine may be under repair while another one fails. */
    PRODUCTION(5),
    /** One machine may fail. */
    STAGING(3);

    private final int voters;

    Profile(int voters) {
        this.voters = voters;
    }

    /** How many servers must be there to vote, at the least. */
    public int voters() {
        return voters;
    }

    /** As it stands in configurations. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
