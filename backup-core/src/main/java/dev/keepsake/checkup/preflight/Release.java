package dev.keepsake.checkup.preflight;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of ZooKeeper, in digits and dots. */
public record Release(int major, int minor, int patch) implements Comparable<Release> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})(?:[-.].*)?");

    /** Reads one; empty where it is none, or a whole line of them such as 3.9. What stands behind the digits does not count. */
    public static Optional<Release> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Release(
                        Integer.parseInt(form.group(1)),
                        Integer.parseInt(form.group(2)),
                        Integer.parseInt(form.group(3))))
                : Optional.empty();
    }

    /** Whether it is this one or a later one. */
    boolean atLeast(int otherMajor, int otherMinor, int otherPatch) {
        return compareTo(new Release(otherMajor, otherMinor, otherPatch)) >= 0;
    }

    boolean isOf(int otherMajor, int otherMinor) {
        return major == otherMajor && minor == otherMinor;
    }

    @Override
    public int compareTo(Release other) {
        int majors = Integer.compare(major, other.major);
        int minors = Integer.compare(minor, other.minor);
        return majors != 0 ? majors : minors != 0 ? minors : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
