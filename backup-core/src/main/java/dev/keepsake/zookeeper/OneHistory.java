package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether several stopped servers' files can be of one history. A server that was restored already begins in an epoch
 * far above all others, with no file from before: taken together with them it would win, and the newest transactions of
 * the others would be dropped without a word.
 */
final class OneHistory {

    /**
     * A restored server begins 1,000 epochs above its backup, and the others may have gone on since that was made: half of
     * that is farther than elections lead past a server that is still of use.
     */
    private static final long RESTORES_STEP = 500;

    private final List<StoppedMember> members;
    private final Agreement agreement;

    OneHistory(List<StoppedMember> members, Agreement agreement) {
        this.members = members;
        this.agreement = agreement;
    }

    /**
     * Looks for a restored server among others.
     *
     * @throws RefusedException when one begins as far above another's end as only a restore does
     */
    void requireNoneRestored() throws IOException {
        for (StoppedMember restored : members) {
            Optional<Zxid> begin = restored.begin();
            for (StoppedMember other : members) {
                Zxid end = agreement.end(other);
                boolean apart = begin.isPresent() && begin.get().epoch() - end.epoch() >= RESTORES_STEP;
                if (apart && end.value() != 0) {
                    throw new RefusedException(restored.label() + " begins at " + begin.get() + ", and "
                            + other.label() + " reaches only to " + end
                            + ": the first seems to have been restored from a backup already, and what the second holds"
                            + " would be lost beside it. To save what was there before the restore, leave the directory of "
                            + restored.label()
                            + " out (and every other restored one); to save what the restored servers"
                            + " hold, give theirs alone");
                }
            }
        }
    }

    /** Whose end nothing connects with a tape that begins anew, each in a sentence. */
    List<String> remarks(OfflinePlan.Chosen chosen) {
        List<String> remarks = new ArrayList<>();
        Optional<Zxid> base = chosen.plan()
                .begins()
                .map(beginning -> beginning.base().snapshot().file().zxid());
        for (StoppedMember other : members) {
            Zxid end = agreement.end(other);
            boolean below = base.isPresent() && end.value() != 0 && end.compareTo(base.get()) < 0;
            if (below && agreement.firstLogged(chosen.member()).compareTo(end) > 0) {
                remarks.add(other.label() + " ends at " + end + ", the backup begins at " + base.get()
                        + ", and the log of " + chosen.member().label()
                        + " does not reach down to that end: the two are not known to be of one history. If "
                        + other.label()
                        + " was long out of service, that is as it should be; if not, keep a copy of its"
                        + " directory, and capture it without "
                        + chosen.member().label());
            }
        }
        return remarks;
    }
}
