package dev.keepsake.job;

import dev.keepsake.artefact.Replayed;

/** Says what a replay proves. */
final class ReplayWords {

    private ReplayWords() {}

    static String of(Replayed replayed) {
        return replayed.transactions() + " transactions through " + replayed.through() + ", " + replayed.znodes()
                + " znodes; " + digests(replayed);
    }

    private static String digests(Replayed replayed) {
        if (replayed.judged() == 0) {
            return "none of them lies behind the base's window, so no digest could be compared";
        }
        if (replayed.digests() == 0) {
            return "none carries a digest of the tree (servers before 3.6, or digest.enabled=false): what was checked is"
                    + " that they are consecutive, that every record has its checksum, and that each of the last "
                    + replayed.judged() + " found the tree it was made for";
        }
        String equal = "the tree's digest equals the one in the server's own log after ";
        return replayed.digests() == replayed.judged()
                ? equal + "each of the last " + replayed.digests()
                : equal + replayed.digests() + " of the last " + replayed.judged() + ", the newest "
                        + replayed.lastDigest().orElseThrow() + "; the others carry none";
    }
}
