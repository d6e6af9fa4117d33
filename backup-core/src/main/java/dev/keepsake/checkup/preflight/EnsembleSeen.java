package dev.keepsake.checkup.preflight;

import dev.keepsake.checkup.MemberAnswer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An ensemble as its members told of it, one after the other.
 *
 * @param source which source of the configuration it is
 * @param answers what each member said last
 * @param voters how many servers vote, by what this machine knows of the ensemble; empty where nothing says so
 * @param committed the leader's last transaction at the beginning; followers must have got there since
 * @param trouble what could not be found out about who its members are; empty where all was
 */
public record EnsembleSeen(
        String source,
        List<MemberAnswer> answers,
        OptionalInt voters,
        OptionalLong committed,
        Optional<String> trouble) {

    /** Keeps its own copy. */
    public EnsembleSeen {
        answers = List.copyOf(answers);
    }

    /** The members that take requests. */
    public List<MemberAnswer> serving() {
        return answers.stream().filter(MemberAnswer::serves).toList();
    }

    /** The one that leads, or stands alone; empty where none does, or several say so. */
    public Optional<MemberAnswer> leader() {
        List<MemberAnswer> leaders =
                serving().stream().filter(EnsembleSeen::leads).toList();
        return leaders.size() == 1 ? Optional.of(leaders.get(0)) : Optional.empty();
    }

    /** The oldest release that a member runs; empty where none says so. */
    public Optional<Release> oldest() {
        return serving().stream()
                .flatMap(member -> member.version().stream())
                .flatMap(version -> Release.of(version).stream())
                .min(Release::compareTo);
    }

    /** Whether some member that serves has yet to get to where the leader was. */
    public boolean isBehind() {
        return serving().stream().anyMatch(this::isBehind);
    }

    /** Whether this member has yet to get there. In an epoch without a transaction there is nothing to get to. */
    boolean isBehind(MemberAnswer member) {
        long target = committed.orElse(0);
        return Epochs.counter(target) > 0
                && (member.zxid().isEmpty()
                        || Long.compareUnsigned(member.zxid().getAsLong(), target) < 0);
    }

    static boolean leads(MemberAnswer member) {
        String mode = member.mode().orElse("");
        return mode.equals("leader") || mode.equals("standalone");
    }
}
