package dev.keepsake.zookeeper.peer;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.security.sasl.SaslException;
import org.apache.zookeeper.Version;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.Vote;
import org.apache.zookeeper.server.quorum.flexible.QuorumVerifier;
import org.jspecify.annotations.Nullable;

/**
 * A peer that only ever observes, and looks twice before it lets its files be joined to what a leader sends.
 *
 * <p>It goes by the servers it was told of, never by those that the ensemble names: among those it is not, and a
 * peer that follows such a list becomes one that logs what is not committed ({@code QuorumPeer.updateLearnerType}).
 */
final class ObservingPeer extends QuorumPeer {

    private final Verdict verdict;
    private final SyncNotes syncs;

    /** The numbers of those that vote, as the ensemble itself has them; null until a server of 3.5 or later has spoken. */
    private volatile @Nullable Set<Long> ensemble;

    ObservingPeer(Verdict verdict, SyncNotes syncs) throws SaslException {
        this.verdict = verdict;
        this.syncs = syncs;
    }

    @Override
    public void setZKDatabase(ZKDatabase plain) {
        super.setZKDatabase(new WatchedDatabase(getTxnFactory(), this::differs));
    }

    /**
     * A leader sends its tree while that changes, and the transactions that changed it afterwards, so until it has told all
     * of those, digests differ. From then on they are the same, or the tree is another history's.
     */
    private void differs(long zxid) {
        if (getZabState() == ZabState.BROADCAST) {
            verdict.aside("its tree at 0x" + Long.toHexString(zxid) + " is not the leader's: the digests differ");
        }
    }

    /** Every message of an election, and every leader, says who the ensemble is, in 3.5 and later. */
    @Override
    public QuorumVerifier configFromString(String text) throws IOException, ConfigException {
        QuorumVerifier theirs = super.configFromString(text);
        Set<Long> numbers = new TreeSet<>(theirs.getAllMembers().keySet());
        if (numbers.contains(getMyId())) {
            verdict.refuse("the ensemble has a server with number " + getMyId() + " of its own, whose connections an"
                    + " observer of that number takes: give 'server-id' a number that nobody has");
        }
        if (numbers.stream().anyMatch(number -> number > getMyId())) {
            verdict.refuse("the ensemble has servers with higher numbers than " + getMyId() + " (" + numbers
                    + "), which drop its connections: give 'server-id' a number above all of them");
        }
        ensemble = new TreeSet<>(theirs.getVotingMembers().keySet());
        return getQuorumVerifier();
    }

    @Override
    public synchronized void setPeerState(ServerState next) {
        if (next == ServerState.OBSERVING && ensemble == null) {
            verdict.refuse(
                    "no server of the ensemble says who belongs to it, as servers before 3.5 do not: observing needs"
                            + " 3.5 or later. Capture the files of a server instead, with a source of type zookeeper");
        }
        if (next == ServerState.FOLLOWING || next == ServerState.LEADING) {
            verdict.refuse("it was to become a server that votes (" + next + "), which it must never be");
        }
        super.setPeerState(next);
    }

    /**
     * A new leader's epoch is above every one that has been accepted, so files from a later epoch than the ensemble's are
     * another's, or the ensemble has gone back. Nothing may tell a leader of that epoch: it would take it for its own.
     */
    @Override
    public synchronized void setCurrentVote(@Nullable Vote vote) {
        if (vote != null && vote.getPeerEpoch() >= 0 && epoch() > vote.getPeerEpoch()) {
            verdict.aside("it has lived through epoch " + epoch() + ", and the ensemble is in " + vote.getPeerEpoch()
                    + ": the ensemble was set back, or these files are another's");
        }
        super.setCurrentVote(vote);
    }

    private long epoch() {
        try {
            return getCurrentEpoch();
        } catch (IOException unreadable) {
            throw new IllegalStateException("the observer's own epoch cannot be read", unreadable);
        }
    }

    /** Told right before it is done. What an observer has logged is committed, so a leader never has reason to cut it off. */
    @Override
    public void setSyncMode(SyncMode mode) {
        super.setSyncMode(mode);
        if (mode == SyncMode.SNAP || mode == SyncMode.TRUNC) {
            note(mode);
        }
        if (mode == SyncMode.TRUNC) {
            verdict.aside("the leader wants it to take back transactions, which in this ensemble never were");
        }
    }

    private void note(SyncMode mode) {
        try {
            syncs.add(mode.name(), getLastLoggedZxid());
        } catch (IOException e) {
            // whoever cannot write here cannot log either
            verdict.refuse("it cannot write to its own directory: " + e.getMessage());
        }
    }

    /** As {@code srvr} says it, with what only an observer knows. */
    String status() {
        StringBuilder text = new StringBuilder();
        ZooKeeperServer server = getActiveServer();
        if (server != null && server.isRunning() && getZabState() == ZabState.BROADCAST) {
            text.append("Zookeeper version: ").append(Version.getVersion()).append('\n');
            text.append("Zxid: 0x")
                    .append(Long.toHexString(server.getZKDatabase().getDataTreeLastProcessedZxid()))
                    .append('\n');
            text.append("Mode: observer\n");
        } else {
            text.append("This ZooKeeper instance is not currently serving requests\n");
        }
        Set<Long> known = ensemble;
        text.append("State: ")
                .append(getPeerState())
                .append(' ')
                .append(getZabState())
                .append('\n');
        text.append("Leader: ").append(getLeaderId()).append('\n');
        text.append("Ensemble: ")
                .append(known == null ? "" : known.stream().map(String::valueOf).collect(Collectors.joining(",")))
                .append('\n');
        return text.toString();
    }
}
