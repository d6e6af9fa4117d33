package dev.keepsake.artefact;

import java.util.List;

/** What a check looked at, and what it found, in the order of looking. */
public record CheckReport(List<Finding> findings) {

    /** The subject of what is damaged and hinders nothing, since something else holds the same. */
    public static final String SPARED = "damage, spared";

    /**
     * One thing looked at.
     *
     * @param subject what was looked at
     * @param seen what was seen and, where it is not good, what to do
     */
    public record Finding(boolean good, String subject, String seen) {

        /** Whether it tells of damage that hinders nothing. */
        public boolean isSpared() {
            return subject.equals(SPARED);
        }
    }

    /** Keeps its own copy. */
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** Whether everything looked at is good. */
    public boolean good() {
        return findings.stream().allMatch(Finding::good);
    }
}
