package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.MemberAnswer;

/** How many servers vote, by what a member says of its configuration. */
final class MemberVoters {

    private MemberVoters() {}

    /** The number; 0 where it says nothing. */
    static int of(MemberAnswer member) {
        return (int) member.servers().values().stream()
                .filter(line -> !line.contains(":observer"))
                .count();
    }
}
